package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.crossover.PeerTrust;
import org.kxover.crossover.Policy;
import org.kxover.dane.CertificateFile;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.NeverLookedUp;
import org.kxover.discovery.Peer;
import org.kxover.dns.SecureDns;
import org.kxover.kdb.KadminSettings;
import org.kxover.kdb.KadminStore;
import org.kxover.setup.KdcProfile;
import org.kxover.tls.CredentialException;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.xbill.DNS.Name;

/** The checks of one realm, in the order of a crossing. */
public final class Checks {
  private static final Duration KADMIN_SESSION = Duration.ofMinutes(5);
  private static final int MAX_MESSAGE = 64 * 1024;

  private final Path config;
  private final Settings settings;
  private final RealmSettings realm;
  private final SecureDns dns;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param realm one of the settings'
   */
  public Checks(
      Path config,
      Settings settings,
      RealmSettings realm,
      SecureDns dns,
      Clock clock,
      SecureRandom random) {
    this.config = config;
    this.settings = settings;
    this.realm = realm;
    this.dns = dns;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Runs them.
   *
   * @param target another realm, or a host, to which the way is to be tried, too
   * @param bogus a name in DNS whose signatures are known to be wrong
   * @param environment of this process, which may name the KDC's files
   */
  public void run(
      Optional<String> target, Name bogus, Map<String, String> environment, Report report) {
    new FilesCheck(config, realm).run(report);
    new ClockCheck().run(report);
    new ResolverCheck(dns, settings.dns(), bogus).run(report);
    try {
      network(target, report);
    } catch (CredentialException | IOException e) {
      report.error(
          "certificate",
          e.getMessage(),
          "\"kxover init\" makes certificate and key where none are");
    }
    database(report);
    new KdcCheck(settings, profile(environment)).run(report);
  }

  private void network(Optional<String> target, Report report)
      throws CredentialException, IOException {
    // Of the others "permissions" has told already.
    SecretFiles secrets = SecretFiles.guardedIn(Optional.of(Settings.privateFolder(config)));
    TlsCredential credential =
        realm.passphraseFile().isPresent()
            ? TlsCredential.loadPkcs12(realm.certificate(), realm.passphraseFile().get(), secrets)
            : TlsCredential.load(realm.certificate(), realm.privateKey(), secrets);
    PeerTrust trust =
        new PeerTrust(roots(realm.pkixRoots()), roots(realm.federationRoots()), clock);
    Discovery own = new Discovery(dns, new Random(random.nextLong()));
    ConnectionCheck connection =
        new ConnectionCheck(own, new TlsConnector(credential, random, limits()), trust);
    Optional<Peer> self =
        new OwnRecordsCheck(realm, settings.listen().address().getPort(), own, trust, credential)
            .look(report);
    self.ifPresent(
        peer ->
            connection.run(
                peer,
                realm.realm(),
                address -> Optional.empty(),
                "is kxoverd running, and does a firewall let port " + peer.port() + " through?",
                report));
    if (target.isPresent()) {
      Policy policy = new Policy(realm, clock);
      Discovery others =
          new Discovery(
              dns,
              new Random(random.nextLong()),
              new NeverLookedUp(realm.policy().neverLookedUp()));
      new RemoteCheck(target.get(), others, connection, policy::objection, policy::objection)
          .run(report);
    }
  }

  private void database(Report report) {
    try (KadminStore store =
        new KadminStore(
            realm.realm(),
            new KadminSettings(
                realm.kadmin(),
                realm.kadminEnvironment(),
                realm.kadminTimeout(),
                0,
                KADMIN_SESSION,
                realm.leastFree(),
                Optional.empty()),
            clock)) {
      new DatabaseCheck(realm, store, clock, random).run(report);
    }
  }

  private static Optional<Path> profile(Map<String, String> environment) {
    try {
      return Optional.of(KdcProfile.find(environment).file());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static TrustRoots roots(Optional<Path> file) throws IOException {
    return file.isPresent() ? CertificateFile.readRoots(file.get()) : TrustRoots.none();
  }

  private TlsLimits limits() {
    ListenSettings listen = settings.listen();
    return new TlsLimits(
        listen.connectTimeout(),
        listen.handshakeTimeout(),
        listen.messageTimeout(),
        listen.connectionTimeout(),
        MAX_MESSAGE,
        listen.maxConnections(),
        listen.maxConnectionsPerNetwork());
  }
}
