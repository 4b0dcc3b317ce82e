package org.kxover.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final PeerTrust trust;
  private final TlsCredential credential;

  /**
   * @param port the port on which this daemon listens
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

  /** Checks the records, and returns the server in DNS that is this daemon, if there is one. */
  Optional<Peer> run(Report report) {
    checkTxt(report);
    Optional<Peer> self = findSelf(report);
    self.ifPresent(peer -> checkCertificate(peer, report));
    return self;
  }

  private void checkTxt(Report report) {
    Realm own = realm.realm();
    String name = "_kerberos." + own.dnsName() + " TXT";
    try {
      HostRealm found = discovery.realmOf(own.dnsName(), TIMEOUT);
      if (found.realm().equals(own)) {
        report.ok(name, "\"" + own + "\"");
      } else {
        report.error(name, "\"" + found.realm() + "\", but the realm is " + own, PUBLISH);
      }
    } catch (DiscoveryException e) {
      boolean upper = own.name().equals(own.name().toUpperCase(java.util.Locale.ROOT));
      if (e.failure() == DiscoveryFailure.ABSENT && upper) {
        report.warning(
            name,
            "absent; other realms will assume that the realm's name is in upper case",
            "publish it for the domain, and for each host that users of other realms are"
                + " to reach");
      } else {
        report.error(name, e.getMessage(), PUBLISH);
      }
    }
  }

  private Optional<Peer> findSelf(Report report) {
    String name = "_kerberos-tls._tcp." + realm.realm().dnsName() + " SRV and TLSA";
    List<String> others = new ArrayList<>();
    try {
      RealmPeers peers = discovery.peersOf(realm.realm(), TIMEOUT);
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        Peer peer = next.get();
        if (peer.port() == port
            && peer.host().equalsIgnoreCase(realm.get(CertificateSettings.HOST))) {
          report.ok(name, peer + " is one of the realm's servers, with TLSA records");
          return next;
        }
        others.add(peer.toString());
      }
      report.error(
          name,
          "the servers in DNS are "
              + others
              + ", but not "
              + realm.get(CertificateSettings.HOST)
              + ":"
              + port,
          PUBLISH + "; compare it with [listen] address and host in the settings");
    } catch (DiscoveryException e) {
      report.error(name, e.getMessage(), PUBLISH);
    }
    return Optional.empty();
  }

  private void checkCertificate(Peer peer, Report report) {
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
  }
}
