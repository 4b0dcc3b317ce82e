package org.kxover.check;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.HostRealm;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/** Checks the way to another realm as in a crossing, up to the TLS handshake. */
final class RemoteCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** The reason why our policy does not allow a realm; empty if it does. */
  interface RealmPolicy extends Function<Realm, Optional<String>> {}

  private final String target;
  private final RealmSettings own;
  private final Discovery discovery;
  private final DnsAdvice advice;
  private final ConnectionCheck connection;
  private final RealmPolicy realmPolicy;
  private final Function<InetAddress, Optional<String>> addressPolicy;

  /**
   * The realm of the target.
   *
   * @param servers in DNS
   */
  record Way(Realm realm, List<Peer> servers) {
    Way {
      servers = List.copyOf(servers);
    }
  }

  /**
   * @param target a realm, or a host; a host has a letter in lower case
   */
  RemoteCheck(
      String target,
      RealmSettings own,
      Discovery discovery,
      DnsAdvice advice,
      ConnectionCheck connection,
      RealmPolicy realmPolicy,
      Function<InetAddress, Optional<String>> addressPolicy) {
    this.target = target;
    this.own = own;
    this.discovery = discovery;
    this.advice = advice;
    this.connection = connection;
    this.realmPolicy = realmPolicy;
    this.addressPolicy = addressPolicy;
  }

  /** True if the target is the name of a host, not of a realm. */
  static boolean isHost(String target) {
    return target.chars().anyMatch(Character::isLowerCase);
  }

  /** Runs the check, and returns where the target is; empty if nobody can go there. */
  Optional<Way> run(Report report) {
    Optional<Realm> realm = realm(report);
    if (realm.isEmpty()) {
      return Optional.empty();
    }
    if (realm.get().equals(own.realm())) {
      report.ok("policy", "the host is in our own realm: no crossover is needed");
      return Optional.empty();
    }
    Optional<String> objectionToRealm = realmPolicy.apply(realm.get());
    if (objectionToRealm.isPresent()) {
      report.error("policy", objectionToRealm.get(), "see roles and peer_realms in the settings");
      return Optional.empty();
    }
    report.ok("policy", "our users may go to " + realm.get());
    List<Peer> servers = servers(realm.get(), report);
    return servers.isEmpty() ? Optional.empty() : Optional.of(new Way(realm.get(), servers));
  }

  private Optional<Realm> realm(Report report) {
    String name = "_kerberos." + target + " TXT";
    try {
      if (!isHost(target)) {
        return Optional.of(Realm.parse(target));
      }
      HostRealm found = discovery.realmOf(target, TIMEOUT);
      report.ok(name, "the host is in realm " + found.realm());
      return Optional.of(found.realm());
    } catch (DiscoveryException e) {
      report.error(
          name,
          e.getMessage(),
          isOurs()
              ? advice.ours(e, "publish " + name + " \"" + own.realm() + "\"")
              : advice.theirs(e));
    } catch (KerberosSyntaxException e) {
      report.error("realm", e.getMessage(), "give the realm in its exact spelling");
    }
    return Optional.empty();
  }

  /** True for a host in the domain of our realm, or of our daemon. */
  private boolean isOurs() {
    String host = own.get(CertificateSettings.HOST);
    return target.equalsIgnoreCase(host)
        || target.equals(own.realm().dnsName())
        || target.endsWith("." + own.realm().dnsName());
  }

  private List<Peer> servers(Realm realm, Report report) {
    String name = "_kerberos-tls._tcp." + realm.dnsName() + " SRV and TLSA";
    List<Peer> all = new ArrayList<>();
    try {
      RealmPeers peers = discovery.peersOf(realm, TIMEOUT);
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        report.ok(name, next.get() + " has " + next.get().tlsa().size() + " TLSA records");
        all.add(next.get());
        connection.run(
            next.get(),
            realm,
            addressPolicy,
            "",
            "if the firewalls on our side let TCP port "
                + next.get().port()
                + " out, the administrators of that realm must start kxoverd and let it in",
            report);
      }
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), advice.theirs(e));
    }
    return all;
  }
}
