package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.SecureDns;
import org.kxover.kdb.CrossoverStore;
import org.kxover.policy.Policy;
import org.kxover.setup.KdcProfile;
import org.kxover.tls.CredentialException;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.xbill.DNS.Name;

/** Runs the checks of one realm, in the order of the steps of a crossing. */
public final class Checks {

  private final Path config;
  private final Settings settings;
  private final RealmSettings realm;
  private final SecureDns dns;
  private final DatabaseOpener databases;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param realm one of the realms in {@code settings}
   */
  public Checks(
      Path config,
      Settings settings,
      RealmSettings realm,
      SecureDns dns,
      DatabaseOpener databases,
      Clock clock,
      SecureRandom random) {
    this.config = config;
    this.settings = settings;
    this.realm = realm;
    this.dns = dns;
    this.databases = databases;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Runs all checks.
   *
   * @param target another realm or a host, if the way to it is to be checked as well
   * @param bogus a name in DNS whose signatures are known to be wrong
   * @param environment the environment of this process, which may name the files of the KDC
   */
  public void run(
      Optional<String> target, Name bogus, Map<String, String> environment, Report report) {
    new FilesCheck(config, realm).run(report);
    new ClockCheck().run(report);
    new ResolverCheck(dns, settings, bogus).run(report);
    try {
      network(target, report);
    } catch (CredentialException | IOException e) {
      report.error(
          "certificate",
          e.getMessage(),
          "run \"kxover init\" to make a certificate and key if there are none");
    }
    database(environment, report);
    new KdcCheck(settings, realm, profile(environment)).run(report);
    new OpenServicesCheck(realm, environment).run(report);
  }

  private void network(Optional<String> target, Report report)
      throws CredentialException, IOException {
    // FilesCheck has already reported files with wrong permissions.
    SecretFiles secrets = SecretFiles.guardedIn(Optional.of(Settings.privateFolder(config)));
    TlsCredential credential = NetworkParts.credential(realm, secrets);
    PeerTrust trust = NetworkParts.trust(realm, clock);
    Discovery own = new Discovery(dns, new Random(random.nextLong()));
    ConnectionCheck connection =
        new ConnectionCheck(
            own, new TlsConnector(credential, random, NetworkParts.limits(settings)), trust);
    Optional<Peer> self =
        new OwnRecordsCheck(
                realm, settings.get(ListenSettings.ADDRESS).getPort(), own, trust, credential)
            .run(report);
    self.ifPresent(
        peer ->
            connection.run(
                peer,
                realm.realm(),
                address -> Optional.empty(),
                "see that kxoverd is running, and that firewalls allow TCP port " + peer.port(),
                report));
    if (target.isPresent()) {
      Policy policy = new Policy(realm, clock, NetworkParts::isOfThisMachine);
      Discovery others = NetworkParts.discovery(realm, dns, random);
      new RemoteCheck(target.get(), others, connection, policy::objection, policy::objection)
          .run(report);
    }
  }

  private void database(Map<String, String> environment, Report report) {
    try (CrossoverStore store = databases.open(realm)) {
      new EnctypesCheck(realm, store).run(report);
      new DatabaseCheck(realm, store, clock, random).run(report);
      new PathsCheck(realm, store, environment).run(report);
    }
  }

  private static Optional<Path> profile(Map<String, String> environment) {
    try {
      return Optional.of(KdcProfile.find(environment).file());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
