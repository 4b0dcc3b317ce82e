package org.kxover.check;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.HostRealm;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/** Checks the way to another realm as in a crossing, up to the TLS handshake. */
final class RemoteCheck implements Check {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String THEIR_TASK = "the administrators of that realm must correct this";

  /** The reason why our policy does not allow a realm; empty if it does. */
  interface RealmPolicy extends Function<Realm, Optional<String>> {}

  private final String target;
  private final Discovery discovery;
  private final ConnectionCheck connection;
  private final RealmPolicy realmPolicy;
  private final Function<InetAddress, Optional<String>> addressPolicy;

  /**
   * @param target a realm, or a host; a host has a letter in lower case
   */
  RemoteCheck(
      String target,
      Discovery discovery,
      ConnectionCheck connection,
      RealmPolicy realmPolicy,
      Function<InetAddress, Optional<String>> addressPolicy) {
    this.target = target;
    this.discovery = discovery;
    this.connection = connection;
    this.realmPolicy = realmPolicy;
    this.addressPolicy = addressPolicy;
  }

  @Override
  public void run(Report report) {
    Optional<Realm> realm = realm(report);
    if (realm.isEmpty()) {
      return;
    }
    Optional<String> objectionToRealm = realmPolicy.apply(realm.get());
    if (objectionToRealm.isPresent()) {
      report.error("policy", objectionToRealm.get(), "see roles and peer_realms in the settings");
      return;
    }
    report.ok("policy", "our users may go to " + realm.get());
    peers(realm.get(), report);
  }

  private Optional<Realm> realm(Report report) {
    String name = "_kerberos." + target + " TXT";
    try {
      if (target.chars().noneMatch(Character::isLowerCase)) {
        return Optional.of(Realm.parse(target));
      }
      HostRealm found = discovery.realmOf(target, TIMEOUT);
      report.ok(name, "the host is in realm " + found.realm());
      return Optional.of(found.realm());
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), THEIR_TASK);
    } catch (KerberosSyntaxException e) {
      report.error("realm", e.getMessage(), "give the realm in its exact spelling");
    }
    return Optional.empty();
  }

  private void peers(Realm realm, Report report) {
    String name = "_kerberos-tls._tcp." + realm.dnsName() + " SRV and TLSA";
    try {
      RealmPeers peers = discovery.peersOf(realm, TIMEOUT);
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        report.ok(name, next.get() + " has " + next.get().tlsa().size() + " TLSA records");
        connection.run(
            next.get(),
            realm,
            addressPolicy,
            THEIR_TASK + ", or a firewall on the way blocks the connection",
            report);
      }
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), THEIR_TASK);
    }
  }
}
