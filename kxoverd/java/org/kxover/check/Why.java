package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.assembly.NetworkParts;
import org.kxover.base.AddressText;
import org.kxover.config.DnsSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.dns.SecureDns;
import org.kxover.dns.ServerQuery;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;
import org.kxover.tls.CredentialException;
import org.kxover.tls.SecretFiles;
import org.kxover.tls.TlsConnector;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Tells why users do not get to a host or a realm, as one chain from the first cause: what the
 * daemon knows of the last attempt, then each step again, up to the first that fails.
 */
public final class Why {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(5);

  private final Path config;
  private final Settings settings;
  private final RealmSettings realm;
  private final Clock clock;
  private final SecureRandom random;
  private final Discovery discovery;
  private final DnsTrail trail;
  private final DnsAdvice advice;
  private final Set<String> zones = new HashSet<>();

  /**
   * @param realm one of the realms in {@code settings}
   */
  public Why(
      Path config,
      Settings settings,
      RealmSettings realm,
      SecureDns dns,
      Clock clock,
      SecureRandom random) {
    this.config = config;
    this.settings = settings;
    this.realm = realm;
    this.clock = clock;
    this.random = random;
    this.discovery = NetworkParts.discovery(realm, dns, random);
    ServerQuery resolver = ServerQuery.resolver(settings.get(DnsSettings.RESOLVER), DNS_TIMEOUT);
    this.trail = new DnsTrail(dns, new ZoneFacts(resolver), clock);
    this.advice = new DnsAdvice(trail, AddressText.of(settings.get(DnsSettings.RESOLVER)));
  }

  /**
   * Reports the chain. Its last finding is an error if something is in the way now.
   *
   * @param target a realm, or a host; a host has a letter in lower case
   */
  public void explain(String target, Report report) {
    RunningDaemon daemon = RunningDaemon.ask(settings, realm);
    if (!daemon.answers()) {
      new DaemonCheck(realm, daemon, new KdcEnvironment(Optional.empty(), Map.of())).run(report);
      return;
    }
    // The attempt comes first, and which one it was depends on the realm.
    Report names = new Report(finding -> {});
    Optional<Realm> other = realm(target, names);
    LastAttempt last = LastAttempt.of(daemon, new DaemonCrossovers(settings, realm), target, other);
    last.report(report);
    names.findings().forEach(report::add);
    if (other.isPresent()
        && isAllowed(other.get(), report)
        && isReachable(other.get(), report)
        && last.hasKeyOrWay(other.get(), report)) {
      kdcs(daemon, report);
    }
  }

  private Optional<Realm> realm(String target, Report report) {
    try {
      if (!RemoteCheck.isHost(target)) {
        return Optional.of(Realm.parse(target));
      }
      return walk("_kerberos." + target, Type.TXT, report)
          ? Optional.of(discovery.realmOf(target, LIMIT).realm())
          : Optional.empty();
    } catch (DiscoveryException e) {
      report.error("DNS", e.getMessage(), advice.theirs(e));
    } catch (KerberosSyntaxException e) {
      report.error("realm", e.getMessage(), "give the realm in its exact spelling");
    }
    return Optional.empty();
  }

  /** Reports each step to a record, and returns true if all are secure. */
  private boolean walk(String owner, int type, Report report) {
    try {
      for (DnsTrail.Step step : trail.to(Name.fromString(owner, Name.root), type)) {
        if (step.fault().isPresent()) {
          report.error(
              "DNS", step.what() + ": " + step.fault().get().text(), step.fault().get().advice());
          return false;
        }
        if (zones.add(step.what())) {
          report.ok("DNS", step.what());
        }
      }
      return true;
    } catch (TextParseException e) {
      report.error("DNS", owner + " is not a name: " + e.getMessage(), "correct the name");
    } catch (IOException e) {
      report.error("DNS", e.getMessage(), "see that the resolver is running");
    }
    return false;
  }

  private boolean isAllowed(Realm other, Report report) {
    if (other.equals(realm.realm())) {
      report.ok("policy", "the host is in our own realm: no crossover is needed");
      return false;
    }
    Policy policy = new Policy(realm, clock, NetworkParts::isOfThisMachine);
    Optional<String> objection = policy.objection(other);
    if (objection.isPresent()) {
      report.error("policy", objection.get(), "see roles and peer_realms in the settings");
      return false;
    }
    report.ok("policy", "our users may go to " + other);
    return true;
  }

  private boolean isReachable(Realm other, Report report) {
    if (!walk("_kerberos-tls._tcp." + other.dnsName(), Type.SRV, report)) {
      return false;
    }
    try {
      SecretFiles secrets = SecretFiles.guardedIn(Optional.of(Settings.privateFolder(config)));
      ConnectionCheck connection =
          new ConnectionCheck(
              discovery,
              new TlsConnector(
                  NetworkParts.credential(realm, secrets), random, NetworkParts.limits(settings)),
              NetworkParts.trust(realm, clock));
      Policy policy = new Policy(realm, clock, NetworkParts::isOfThisMachine);
      RealmPeers peers = discovery.peersOf(other, LIMIT);
      boolean any = false;
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        Peer peer = next.get();
        Report one = new Report(finding -> {});
        if (walk("_" + peer.port() + "._tcp." + peer.host(), Type.TLSA, report)) {
          connection.run(peer, other, policy::objection, "", "ask the administrators there", one);
          one.findings().forEach(report::add);
          any |= !one.hasErrors();
        }
      }
      return any;
    } catch (DiscoveryException e) {
      report.error("DNS", e.getMessage(), advice.theirs(e));
    } catch (CredentialException | IOException e) {
      report.error("certificate", e.getMessage(), "run \"kxover check\"");
    }
    return false;
  }

  private void kdcs(RunningDaemon daemon, Report report) {
    List<String> pids =
        daemon.items("attached").stream()
            .sorted(Comparator.comparing((Map<String, String> item) -> item.get("pid")))
            .map(item -> item.get("pid"))
            .toList();
    if (pids.isEmpty()) {
      report.error(
          "KDC",
          "no process of our KDC has asked kxoverd since it started",
          "run \"kxover check\", which makes the KDC ask");
    } else {
      report.ok("KDC", "process " + String.join(", ", pids) + " asks kxoverd");
    }
  }
}
