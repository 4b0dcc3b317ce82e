package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kxover.assembly.NetworkParts;
import org.kxover.base.AddressText;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.DnsSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.kxover.dns.ServerQuery;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;
import org.kxover.tls.CredentialException;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.xbill.DNS.Name;

/** Runs the checks of one realm, in the order of the steps of a crossing. */
public final class Checks {
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);

  /** The longest time until kxoverd has tried all KDCs after its start. */
  private static final Duration FIRST_TRY = Duration.ofSeconds(15);

  private final Path config;
  private final Settings settings;
  private final RealmSettings realm;
  private final SecureDns dns;
  private final DatabaseOpener databases;
  private final Clock clock;
  private final SecureRandom random;
  private final RunningDaemon daemon;
  private final DnsAdvice advice;

  /**
   * What to check.
   *
   * @param target another realm or a host, if the way to it is to be checked as well
   * @param service of that host
   * @param cache the tickets of a user; if empty, a principal is made for the check
   * @param bogus a name in DNS whose signatures are known to be wrong
   */
  public record Question(
      Optional<String> target, String service, Optional<Path> cache, Name bogus) {}

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
    this.daemon = RunningDaemon.ask(settings, realm);
    this.advice =
        new DnsAdvice(
            new DnsTrail(
                dns,
                new ZoneFacts(
                    ServerQuery.resolver(settings.get(DnsSettings.RESOLVER), DNS_TIMEOUT)),
                clock),
            AddressText.of(settings.get(DnsSettings.RESOLVER)));
  }

  /**
   * Runs all checks.
   *
   * @param environment the environment of this process, which may name the files of the KDC
   */
  public void run(Question question, Map<String, String> environment, Report report) {
    KdcEnvironment kdc = KdcEnvironment.of(realm, environment);
    List<KdcProcesses.Kdc> processes = new KdcProcesses(realm.realm(), kdc.profile()).find();
    boolean kdcRuns = !processes.isEmpty();
    new FilesCheck(config, realm).run(report);
    boolean filesAreWrong = report.hasErrors();
    new ClockCheck().run(report);
    Optional<RemoteCheck.Way> way = Optional.empty();
    if (new ResolverCheck(dns, settings, question.bogus()).run(report)) {
      try {
        way = network(question, kdc, kdcRuns, report);
      } catch (CredentialException | IOException e) {
        if (!filesAreWrong) {
          report.error(
              "certificate",
              e.getMessage(),
              "run \"kxover init\" to make a certificate and key if there are none");
        }
      }
    }
    // Without the KDC of this machine kadmin cannot log in, and the finding on the KDC says why.
    if (kdcRuns || kdc.profile().isEmpty() || isLocal()) {
      database(way.map(RemoteCheck.Way::realm), environment, kdc, report);
    }
    RunningDaemon tried = daemon.onceKdcsAreTried(settings, realm, Deadline.in(FIRST_TRY));
    new DaemonCheck(realm, tried, kdc).run(report);
    new KdcCheck(settings, realm, kdc, processes, tried, question.cache()).run(report);
    new OpenServicesCheck(realm, environment).run(report);
    if (way.isPresent() && !report.hasErrors()) {
      new CrossingCheck(
              settings,
              realm,
              kdc,
              question.target().orElseThrow(),
              question.service(),
              question.cache())
          .run(way.get(), report);
    }
  }

  private Optional<RemoteCheck.Way> network(
      Question question, KdcEnvironment kdc, boolean kdcRuns, Report report)
      throws CredentialException, IOException {
    // FilesCheck has already reported files with wrong permissions.
    SecretFiles secrets = SecretFiles.guardedIn(Optional.of(Settings.privateFolder(config)));
    TlsCredential credential = NetworkParts.credential(realm, secrets);
    PeerTrust trust = NetworkParts.trust(realm, clock);
    Discovery own = new Discovery(dns, new Random(random.nextLong()));
    ConnectionCheck connection =
        new ConnectionCheck(
            own, new TlsConnector(credential, random, NetworkParts.limits(settings)), trust);
    int port = settings.get(ListenSettings.ADDRESS).getPort();
    OwnRecordsCheck records = new OwnRecordsCheck(realm, port, own, advice, trust, credential);
    for (Peer peer : records.run(report)) {
      // If kxoverd does not run, the finding about that is enough.
      if (daemon.answers() || !records.isThisDaemon(peer)) {
        connection.run(
            peer,
            realm.realm(),
            address -> Optional.empty(),
            ", seen from this machine only",
            "start kxoverd there, and let TCP port "
                + peer.port()
                + " through firewalls; or delete its SRV record",
            report);
      }
    }
    new PortCheck(realm, port, daemon).run(report);
    new RealmKdcsCheck(realm, kdc, kdcRuns, dns).run(report);
    if (question.target().isEmpty()) {
      return Optional.empty();
    }
    Policy policy = new Policy(realm, clock, NetworkParts::isOfThisMachine);
    Discovery others = NetworkParts.discovery(realm, dns, random);
    return new RemoteCheck(
            question.target().get(),
            realm,
            others,
            advice,
            connection,
            policy::objection,
            policy::objection)
        .run(report);
  }

  private boolean isLocal() {
    return !realm.get(DatabaseSettings.KADM5).isEmpty()
        || realm.get(DatabaseSettings.KADMIN).stream()
            .anyMatch(word -> word.endsWith("kadmin.local"));
  }

  /**
   * @param peer the realm of the target; empty if there is none
   */
  private void database(
      Optional<Realm> peer, Map<String, String> environment, KdcEnvironment kdc, Report report) {
    ServiceUser user = ServiceUser.find(daemon);
    try (CrossoverStore store = databases.open(user.runs(realm))) {
      // The first one starts kadmin or kadm5, which then tells what types it knows.
      new DatabaseCheck(realm, user, store, clock, random).run(report);
      new EnctypesCheck(realm, user, kdc, store).run(report);
      new KeyTypesCheck(
              realm,
              daemon,
              new DaemonCrossovers(settings, realm),
              peer,
              store.possible(List.of(EncryptionType.values())))
          .run(report);
      new PathsCheck(realm, store, environment).run(report);
    }
  }
}
