package org.kxover.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.config.RealmSettings;
import org.kxover.dane.DaneVerdict;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.DiscoveryFailure;
import org.kxover.discovery.HostRealm;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.discovery.RealmPeers;
import org.kxover.kerberos.Realm;
import org.kxover.tls.TlsCredential;

/** Whether other realms find this daemon in DNS, and know it by its certificate. */
final class OwnRecordsCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PUBLISH = "publish what \"kxover dns\" prints, in a signed zone";

  private final RealmSettings realm;
  private final int port;
  private final Discovery discovery;
  private final PeerTrust trust;
  private final TlsCredential credential;

  /**
   * @param port on which this daemon listens
   */
  OwnRecordsCheck(
      RealmSettings realm,
      int port,
      Discovery discovery,
      PeerTrust trust,
      TlsCredential credential) {
    this.realm = realm;
    this.port = port;
    this.discovery = discovery;
    this.trust = trust;
    this.credential = credential;
  }

  /** The server that is this daemon, where DNS has it. */
  Optional<Peer> look(Report report) {
    spelling(report);
    Optional<Peer> self = peer(report);
    self.ifPresent(peer -> certificate(peer, report));
    return self;
  }

  private void spelling(Report report) {
    Realm own = realm.realm();
    String name = "_kerberos." + own.dnsName() + " TXT";
    try {
      HostRealm found = discovery.realmOf(own.dnsName(), PATIENCE);
      if (found.realm().equals(own)) {
        report.ok(name, "\"" + own + "\"");
      } else {
        report.error(name, "\"" + found.realm() + "\", and the realm is " + own, PUBLISH);
      }
    } catch (DiscoveryException e) {
      boolean upper = own.name().equals(own.name().toUpperCase(java.util.Locale.ROOT));
      if (e.failure() == DiscoveryFailure.ABSENT && upper) {
        report.warning(
            name,
            "absent; the realm's spelling is taken to be upper case",
            "publish it for the domain, and for each host that others' users are to reach");
      } else {
        report.error(name, e.getMessage(), PUBLISH);
      }
    }
  }

  private Optional<Peer> peer(Report report) {
    String name = "_kerberos-tls._tcp." + realm.realm().dnsName() + " SRV and TLSA";
    List<String> others = new ArrayList<>();
    try {
      RealmPeers peers = discovery.peersOf(realm.realm(), PATIENCE);
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        Peer peer = next.get();
        if (peer.port() == port && peer.host().equalsIgnoreCase(realm.host())) {
          report.ok(name, peer + " is one of the realm's servers, with TLSA records");
          return next;
        }
        others.add(peer.toString());
      }
      report.error(
          name,
          "the servers are " + others + ", and not " + realm.host() + ":" + port,
          PUBLISH + ", and hold [listen] address and host against it");
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), PUBLISH);
    }
    return Optional.empty();
  }

  private void certificate(Peer peer, Report report) {
    DaneVerdict verdict = trust.judge(credential.chainDer(), peer, realm.realm());
    if (verdict.ok()) {
      report.ok("certificate", realm.certificate() + " is " + verdict.reason());
    } else {
      report.error(
          "certificate",
          realm.certificate() + " is not what TLSA says: " + verdict.reason(),
          PUBLISH + "; to change to a new key see \"kxover cert roll\"");
    }
  }
}
