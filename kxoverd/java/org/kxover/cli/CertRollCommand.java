package org.kxover.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.discovery.RealmPeers;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.Realm;
import org.kxover.setup.CertificateRoll;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover cert roll}: one step further on the way to a new key, if it is time for it. */
@Command(
    name = "roll",
    mixinStandardHelpOptions = true,
    description = {
      "Changes to a new key and certificate without a moment in which DNS says otherwise. Run it"
          + " again and again: each time it does the next step, if it is time for it, and says what"
          + " is to be done after that.",
      "%n  1. It makes the next key and certificate, and prints the TLSA record to publish beside"
          + " the one that is there.",
      "  2. It looks whether both are in DNS, and waits for two TTLs after it saw them first: until"
          + " then somebody may know the old one only.",
      "  3. It puts the next key and certificate in place. Restart kxoverd; after two more TTLs"
          + " take the old TLSA record out."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a step was done",
      "1:it is too early for the next one, or something failed",
      "2:the command line is wrong"
    })
final class CertRollCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_SECONDS = 604_800;
  private static final int MOST_DAYS = 3660;

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the local realm whose certificate it is (default: the first of the settings)")
  private Realm realm;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "of the TLSA records as they are published (default: ${DEFAULT-VALUE})")
  private int ttl;

  @Option(
      names = "--days",
      defaultValue = "730",
      description = "how long the next certificate is valid (default: ${DEFAULT-VALUE})")
  private int days;

  @Spec private CommandSpec spec;
  private final SettingsFile file;
  private final Resolver resolver;
  private final Clock clock;
  private final SecureRandom random;

  CertRollCommand(SettingsFile file, Resolver resolver, Clock clock, SecureRandom random) {
    this.file = file;
    this.resolver = resolver;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call()
      throws ConfigException, CredentialException, IOException, TrustAnchorException {
    require(ttl >= 0 && ttl <= MOST_SECONDS, "--ttl is not 0 to " + MOST_SECONDS + ": " + ttl);
    require(days >= 1 && days <= MOST_DAYS, "--days is not 1 to " + MOST_DAYS + ": " + days);
    Settings settings = file.load();
    RealmSettings own = file.realm(spec, settings, Optional.ofNullable(realm));
    if (own.passphraseFile().isPresent()) {
      throw new IOException(
          own.certificate()
              + " is a PKCS#12 file, which comes from elsewhere, and so does the next");
    }
    CertificateRoll roll =
        new CertificateRoll(
            settings.realms().stream().filter(own::sharesCertificate).toList(), clock);
    int port = settings.listen().address().getPort();
    if (!roll.hasBegun()) {
      roll.begin(Duration.ofDays(days), random);
      print("Made " + roll.nextKey() + " and " + roll.nextCertificate() + ".");
      print("Publish this beside the TLSA record that is there, and run this again:");
      print(record(own, port, roll.next()));
      return CommandLine.ExitCode.OK;
    }
    return goOn(settings, own, roll, port);
  }

  private int goOn(Settings settings, RealmSettings own, CertificateRoll roll, int port)
      throws CredentialException, IOException, TrustAnchorException {
    TlsCredential next = roll.next();
    Optional<String> missing = missing(settings, own, next, port);
    if (missing.isPresent()) {
      roll.notSeenInDns();
      return tooEarly(
          missing.get() + "; publish both, and run this again:\n" + record(own, port, next));
    }
    Instant since = roll.seenInDns();
    Instant end = since.plusSeconds(2L * ttl);
    if (clock.instant().isBefore(end)) {
      return tooEarly(
          "both records are in DNS, this one first seen at "
              + since
              + "; run this again after "
              + end
              + ", two TTLs later");
    }
    roll.takeOver();
    print(own.certificate() + " and " + own.privateKey() + " are the new ones now.");
    print("Restart kxoverd (systemctl restart kxoverd), look with \"kxover check\", and after");
    print(2L * ttl + " s take the old TLSA record out of the zone.");
    return CommandLine.ExitCode.OK;
  }

  /** What DNS has not of both certificates, if so. */
  private Optional<String> missing(
      Settings settings, RealmSettings own, TlsCredential next, int port)
      throws CredentialException, TrustAnchorException {
    Discovery discovery = new Discovery(resolver.of(settings.dns()), new Random(random.nextLong()));
    PeerTrust trust = new PeerTrust(TrustRoots.none(), TrustRoots.none(), clock);
    try {
      RealmPeers peers = discovery.peersOf(own.realm(), PATIENCE);
      for (Optional<Peer> found = peers.next(); found.isPresent(); found = peers.next()) {
        Peer peer = found.get();
        if (peer.port() == port && peer.host().equalsIgnoreCase(own.host())) {
          TlsCredential now = TlsCredential.load(own.certificate(), own.privateKey());
          return lacks(peer, own, trust, next.chainDer(), "next")
              .or(() -> lacks(peer, own, trust, now.chainDer(), "present"));
        }
      }
      return Optional.of(own.host() + ":" + port + " is none of the realm's servers in DNS");
    } catch (DiscoveryException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> lacks(
      Peer peer, RealmSettings own, PeerTrust trust, List<byte[]> chain, String which) {
    return trust.judge(chain, peer, own.realm()).ok()
        ? Optional.empty()
        : Optional.of("the TLSA record of the " + which + " key is not in DNS");
  }

  private String record(RealmSettings own, int port, TlsCredential credential) {
    return "_"
        + port
        + "._tcp."
        + own.host()
        + ". "
        + ttl
        + " IN TLSA "
        + KxCertificate.tlsaRecord(credential.chainDer().get(0));
  }

  private int tooEarly(String why) {
    spec.commandLine().getErr().println(spec.qualifiedName() + ": too early: " + why);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
