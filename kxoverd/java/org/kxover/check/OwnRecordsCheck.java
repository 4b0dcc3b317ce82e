package org.kxover.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
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

/** Checks that other realms can find this daemon in DNS, and can authenticate its certificate. */
final class OwnRecordsCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String PUBLISH =
      "publish the records that \"kxover dns\" prints, in a signed zone";

  private final RealmSettings realm;
  private final int port;
  private final Discovery discovery;
  private final DnsAdvice advice;
  private final PeerTrust trust;
  private final TlsCredential credential;

  /**
   * @param port the port on which this daemon listens
   */
  OwnRecordsCheck(
      RealmSettings realm,
      int port,
      Discovery discovery,
      DnsAdvice advice,
      PeerTrust trust,
      TlsCredential credential) {
    this.realm = realm;
    this.port = port;
    this.discovery = discovery;
    this.advice = advice;
    this.trust = trust;
    this.credential = credential;
  }

  /**
   * Checks the records, and returns the realm's servers in DNS: other daemons, and this one if its
   * certificate fits.
   */
  List<Peer> run(Report report) {
    checkTxt(report);
    List<Peer> all = servers(report);
    boolean named = all.stream().anyMatch(this::isThisDaemon);
    return all.stream()
        // If DNS has another port of this host only, the finding about that is enough.
        .filter(peer -> named || !isThisHost(peer))
        .filter(peer -> !isThisDaemon(peer) || fits(peer, report))
        .toList();
  }

  /** True for the server that the settings describe. */
  boolean isThisDaemon(Peer peer) {
    return peer.port() == port && isThisHost(peer);
  }

  private boolean isThisHost(Peer peer) {
    return peer.host().equalsIgnoreCase(realm.get(CertificateSettings.HOST));
  }

  private void checkTxt(Report report) {
    Realm own = realm.realm();
    String name = "_kerberos." + own.dnsName() + " TXT";
    try {
      HostRealm found = discovery.realmOf(own.dnsName(), TIMEOUT);
      if (found.realm().equals(own)) {
        report.ok(name, "\"" + own + "\"");
      } else {
        report.error(
            name,
            "\"" + found.realm() + "\", but the realm is " + own,
            "replace this record by that which \"kxover dns\" prints");
      }
    } catch (DiscoveryException e) {
      boolean upper = own.name().equals(own.name().toUpperCase(Locale.ROOT));
      if (e.failure() == DiscoveryFailure.ABSENT && upper) {
        report.warning(
            name,
            "absent; other realms will assume that the realm's name is in upper case",
            "publish it for the domain, and for each host that users of other realms are"
                + " to reach");
      } else {
        report.error(name, e.getMessage(), advice.ours(e, PUBLISH));
      }
    }
  }

  private List<Peer> servers(Report report) {
    String name = "_kerberos-tls._tcp." + realm.realm().dnsName() + " SRV and TLSA";
    List<Peer> all = new ArrayList<>();
    try {
      RealmPeers peers = discovery.peersOf(realm.realm(), TIMEOUT);
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        all.add(next.get());
      }
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), advice.ours(e, PUBLISH));
      return List.of();
    }
    Optional<Peer> self = all.stream().filter(this::isThisDaemon).findFirst();
    if (self.isPresent()) {
      report.ok(name, self.get() + " is one of the realm's servers, with TLSA records");
    } else {
      report.error(
          name,
          "the servers in DNS are "
              + all
              + ", but not "
              + realm.get(CertificateSettings.HOST)
              + ":"
              + port,
          PUBLISH + "; compare it with [listen] address and host in the settings");
    }
    return all;
  }

  private boolean fits(Peer peer, Report report) {
    DaneVerdict verdict = trust.judge(credential.chainDer(), peer, realm.realm());
    if (verdict.ok()) {
      report.ok(
          "certificate", realm.get(CertificateSettings.CERTIFICATE) + " is " + verdict.reason());
    } else {
      report.error(
          "certificate",
          realm.get(CertificateSettings.CERTIFICATE)
              + " does not match the TLSA records: "
              + verdict.reason(),
          PUBLISH + "; to change to a new key, use \"kxover cert roll\"");
    }
    return verdict.ok();
  }
}
