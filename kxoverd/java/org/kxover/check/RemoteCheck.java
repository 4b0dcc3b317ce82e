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

/** The way to another realm, as a crossing goes it: all of it but the exchange. */
final class RemoteCheck implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String THEIRS = "that is for its administrators to mend";

  /** What our own settings say of the realm: empty where it may be crossed to. */
  interface Admission extends Function<Realm, Optional<String>> {}

  private final String target;
  private final Discovery discovery;
  private final ConnectionCheck connection;
  private final Admission admission;
  private final Function<InetAddress, Optional<String>> objection;

  /**
   * @param target a realm, or a host, which has a letter in lower case
   */
  RemoteCheck(
      String target,
      Discovery discovery,
      ConnectionCheck connection,
      Admission admission,
      Function<InetAddress, Optional<String>> objection) {
    this.target = target;
    this.discovery = discovery;
    this.connection = connection;
    this.admission = admission;
    this.objection = objection;
  }

  @Override
  public void run(Report report) {
    Optional<Realm> realm = realm(report);
    if (realm.isEmpty()) {
      return;
    }
    Optional<String> no = admission.apply(realm.get());
    if (no.isPresent()) {
      report.error("policy", no.get(), "see roles and peer_realms");
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
      HostRealm found = discovery.realmOf(target, PATIENCE);
      report.ok(name, "the host is in realm " + found.realm());
      return Optional.of(found.realm());
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), THEIRS);
    } catch (KerberosSyntaxException e) {
      report.error("realm", e.getMessage(), "give it in its own spelling");
    }
    return Optional.empty();
  }

  private void peers(Realm realm, Report report) {
    String name = "_kerberos-tls._tcp." + realm.dnsName() + " SRV and TLSA";
    try {
      RealmPeers peers = discovery.peersOf(realm, PATIENCE);
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        report.ok(name, next.get() + " has " + next.get().tlsa().size() + " TLSA records");
        connection.run(
            next.get(), realm, objection, THEIRS + ", or for a firewall between", report);
      }
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), THEIRS);
    }
  }
}
