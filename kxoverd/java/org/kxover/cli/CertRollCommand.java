package org.kxover.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.ListenSettings;
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
import org.kxover.publish.Publishers;
import org.kxover.setup.CertificateRoll;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code kxover cert roll}: carries out the next step of the change to a new key, if it is time for
 * it.
 */
@Command(
    name = "roll",
    mixinStandardHelpOptions = true,
    description = {
      "Changes to a new private key and certificate in steps, so that at"
          + " every moment DNS has the TLSA record of the key in use. Run it"
          + " repeatedly: each time it does the next step, if it is time for it,"
          + " and says what to do after that.",
      "%n  1. It makes the next key and certificate, and prints the TLSA"
          + " record to publish in addition to the present one.",
      "  2. It checks that both records are in DNS, and waits for two TTLs"
          + " after it saw them first. Until then the cache of a resolver may have"
          + " the old record only.",
      "  3. It puts the next key and certificate in place. Then restart" + " kxoverd.",
      "  4. After two more TTLs it says to remove the old TLSA record from DNS,"
          + " and deletes the old key.",
      "With --unattended it does all of this itself, as the timer"
          + " kxover-cert-roll.timer runs it: it begins when the certificate is about to"
          + " end, changes DNS as \"kxover dns publish\" does, asks the servers of the zone"
          + " for the TTLs, restarts kxoverd, and looks whether kxoverd shows the new"
          + " certificate. \"kxover status\" shows the step, and why it is stuck."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a step was done; with --unattended also: there is nothing to do now",
      "1:it is too early for the next step, or something failed; with --unattended: a step is stuck",
      "2:the command line is wrong"
    })
final class CertRollCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int MAX_TTL = 604_800;
  private static final int MAX_DAYS = 3660;

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description =
          "the local realm whose certificate to change (default: the first in the settings)")
  private Realm realm;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "the TTL of the TLSA records in DNS (default: ${DEFAULT-VALUE})")
  private int ttl;

  @Option(
      names = "--days",
      defaultValue = "730",
      description = "for how many days the next certificate is valid (default: ${DEFAULT-VALUE})")
  private int days;

  @Option(
      names = "--unattended",
      description = "do the steps without questions, and change DNS; for a timer")
  private boolean unattended;

  @Option(
      names = "--before",
      paramLabel = "DAYS",
      defaultValue = "60",
      description =
          "with --unattended: how many days before the certificate's end to begin (default:"
              + " ${DEFAULT-VALUE})")
  private int before;

  @Option(
      names = "--restart",
      paramLabel = "COMMAND",
      defaultValue = "systemctl try-restart kxoverd.service",
      description =
          "with --unattended: what makes kxoverd use the new key (default: ${DEFAULT-VALUE})")
  private String restart;

  @Mixin private final PublisherOptions how = new PublisherOptions();
  @Mixin private final ZoneOptions where = new ZoneOptions();
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
    require(ttl >= 0 && ttl <= MAX_TTL, "--ttl must be from 0 to " + MAX_TTL + ", not " + ttl);
    require(
        days >= 1 && days <= MAX_DAYS, "--days must be from 1 to " + MAX_DAYS + ", not " + days);
    require(
        before >= 0 && before <= MAX_DAYS,
        "--before must be from 0 to " + MAX_DAYS + ", not " + before);
    Settings settings = file.load();
    if (unattended) {
      return unattended(settings);
    }
    RealmSettings own = file.realm(spec, settings, Optional.ofNullable(realm));
    if (own.get(CertificateSettings.PASSPHRASE_FILE).isPresent()) {
      throw new IOException(
          own.get(CertificateSettings.CERTIFICATE)
              + " is a PKCS#12 file; \"kxover cert roll\" changes certificates in PEM only");
    }
    CertificateRoll roll =
        new CertificateRoll(
            settings.realms().stream().filter(own::sharesCertificate).toList(), clock);
    int port = settings.get(ListenSettings.ADDRESS).getPort();
    if (roll.hasTakenOver()) {
      return finish(own, roll, port);
    }
    if (!roll.hasBegun()) {
      roll.begin(Duration.ofDays(days), random);
      print("Made " + roll.nextKey() + " and " + roll.nextCertificate() + ".");
      print("Publish this TLSA record in addition to the present one, and run this again:");
      print(record(own, port, roll.next()));
      return CommandLine.ExitCode.OK;
    }
    return continueRoll(settings, own, roll, port);
  }

  /** Every certificate, or that of the realm. One that is stuck does not hold up the others. */
  private int unattended(Settings settings) {
    Publishers publishers = how.publishers(settings, where, file, spec);
    OwnDns dns = OwnDns.of(settings, file, where);
    List<RealmSettings> left = new ArrayList<>(settings.realms());
    left.removeIf(one -> one.get(CertificateSettings.PASSPHRASE_FILE).isPresent());
    int exitCode = CommandLine.ExitCode.OK;
    while (!left.isEmpty()) {
      RealmSettings first = left.get(0);
      List<RealmSettings> sharing = left.stream().filter(first::sharesCertificate).toList();
      left.removeAll(sharing);
      if (realm == null || sharing.stream().anyMatch(one -> one.realm().equals(realm))) {
        String name = first.get(CertificateSettings.CERTIFICATE) + ": ";
        try {
          new UnattendedRoll(
                  sharing,
                  (one, next) -> missing(settings, one, next),
                  dns,
                  publishers,
                  List.of(restart.split(" +")),
                  clock,
                  random,
                  line -> print(name + line))
              .run(Duration.ofDays(before), Duration.ofDays(days));
        } catch (IOException | CredentialException e) {
          // The journal takes it for an error (sd-daemon(3)).
          String level = System.getenv("JOURNAL_STREAM") == null ? "" : "<3>";
          String why = level + spec.qualifiedName() + ": stuck: " + name + Failures.words(e);
          spec.commandLine().getErr().println(why);
          exitCode = CommandLine.ExitCode.SOFTWARE;
        }
      }
    }
    return exitCode;
  }

  /** The old record may go, once no resolver has the old set of records any more. */
  private int finish(RealmSettings own, CertificateRoll roll, int port)
      throws CredentialException, IOException {
    Instant end = roll.tookOver().plusSeconds(2L * ttl);
    if (clock.instant().isBefore(end)) {
      return tooEarly(
          "the old TLSA record must stay in DNS until " + end + "; then run this again");
    }
    TlsCredential old = roll.old();
    roll.finish();
    print("Remove this TLSA record from the zone. The old key is deleted.");
    print(record(own, port, old));
    return CommandLine.ExitCode.OK;
  }

  private int continueRoll(Settings settings, RealmSettings own, CertificateRoll roll, int port)
      throws CredentialException, IOException, TrustAnchorException {
    TlsCredential next = roll.next();
    Optional<String> missing = missing(settings, own, next, port);
    if (missing.isPresent()) {
      roll.notSeenInDns();
      return tooEarly(
          missing.get()
              + "; publish the records of both keys, and run this again. Record of the next key:\n"
              + record(own, port, next));
    }
    Instant since = roll.seenInDns();
    Instant end = since.plusSeconds(2L * ttl);
    if (clock.instant().isBefore(end)) {
      return tooEarly(
          "both records are in DNS, the next one was first seen at "
              + since
              + "; run this again after "
              + end
              + ", which is two TTLs later");
    }
    roll.takeOver();
    print(
        own.get(CertificateSettings.CERTIFICATE)
            + " and "
            + own.get(CertificateSettings.PRIVATE_KEY)
            + " now contain the new certificate and key.");
    print("Restart kxoverd (systemctl restart kxoverd), and run \"kxover check\".");
    print("Leave both TLSA records in the zone, and run this again after " + 2L * ttl + " s.");
    return CommandLine.ExitCode.OK;
  }

  private Optional<String> missing(Settings settings, RealmSettings own, TlsCredential next)
      throws CredentialException, IOException {
    try {
      return missing(settings, own, next, settings.get(ListenSettings.ADDRESS).getPort());
    } catch (TrustAnchorException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Says which of the two TLSA records is not in DNS; empty if both are. */
  private Optional<String> missing(
      Settings settings, RealmSettings own, TlsCredential next, int port)
      throws CredentialException, TrustAnchorException {
    Discovery discovery = new Discovery(resolver.of(settings), new Random(random.nextLong()));
    PeerTrust trust = new PeerTrust(TrustRoots.none(), TrustRoots.none(), clock);
    try {
      RealmPeers peers = discovery.peersOf(own.realm(), TIMEOUT);
      for (Optional<Peer> found = peers.next(); found.isPresent(); found = peers.next()) {
        Peer peer = found.get();
        if (peer.port() == port
            && peer.host().equalsIgnoreCase(own.get(CertificateSettings.HOST))) {
          TlsCredential now =
              TlsCredential.load(
                  own.get(CertificateSettings.CERTIFICATE),
                  own.get(CertificateSettings.PRIVATE_KEY));
          return missingRecord(peer, own, trust, next.chainDer(), "next")
              .or(() -> missingRecord(peer, own, trust, now.chainDer(), "present"));
        }
      }
      return Optional.of(
          own.get(CertificateSettings.HOST)
              + ":"
              + port
              + " is not in the realm's SRV records in DNS");
    } catch (DiscoveryException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> missingRecord(
      Peer peer, RealmSettings own, PeerTrust trust, List<byte[]> chain, String which) {
    return trust.judge(chain, peer, own.realm()).ok()
        ? Optional.empty()
        : Optional.of("the TLSA record of the " + which + " key is not in DNS");
  }

  private String record(RealmSettings own, int port, TlsCredential credential) {
    return "_"
        + port
        + "._tcp."
        + own.get(CertificateSettings.HOST)
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
