package org.kxover.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kxover.base.AddressText;
import org.kxover.dane.DaneVerdict;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CertificateRefusedException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsSession;

/** Connects to a realm's server as in a crossing, up to the TLS handshake. It sends no request. */
final class ConnectionCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Discovery discovery;
  private final TlsConnector connector;
  private final PeerTrust trust;

  ConnectionCheck(Discovery discovery, TlsConnector connector, PeerTrust trust) {
    this.discovery = discovery;
    this.connector = connector;
    this.trust = trust;
  }

  /**
   * @param objection the reason why the policy does not allow an address, if any
   * @param seen words about from where it was seen, or nothing
   * @param advice what to do if there is no connection
   */
  void run(
      Peer peer,
      Realm realm,
      Function<InetAddress, Optional<String>> objection,
      String seen,
      String advice,
      Report report) {
    List<InetAddress> addresses;
    try {
      addresses = discovery.addressesOf(peer, TIMEOUT);
    } catch (IOException e) {
      report.error(
          peer.host(),
          "no address was found: " + e.getMessage(),
          "publish an A or AAAA record for it in DNS");
      return;
    }
    for (InetAddress address : addresses) {
      String server = peer.host() + " (" + AddressText.of(address, peer.port()) + ")";
      Optional<String> refused = objection.apply(address);
      if (refused.isPresent()) {
        report.error(
            server,
            "the policy does not allow this address: " + refused.get(),
            "see allowed_networks in the settings");
      } else {
        connect(
            peer,
            realm,
            new InetSocketAddress(address, peer.port()),
            server + seen,
            advice,
            report);
      }
    }
  }

  private void connect(
      Peer peer,
      Realm realm,
      InetSocketAddress address,
      String server,
      String advice,
      Report report) {
    try (TlsSession session =
        connector.connect(
            address,
            peer.host(),
            chain -> {
              DaneVerdict verdict = trust.judge(chain, peer, realm);
              if (!verdict.ok()) {
                throw new CertificateRefusedException(verdict.reason());
              }
            },
            TIMEOUT)) {
      report.ok(
          server,
          "speaks TLS 1.3 over "
              + session.namedGroup()
              + ", and has the certificate that DNS says");
    } catch (CertificateRefusedException e) {
      report.error(
          server,
          "its certificate does not match its TLSA records: " + e.getMessage(),
          "on that server, publish the records that \"kxover dns\" prints there; if it is not a"
              + " server of "
              + realm
              + ", delete its SRV record");
    } catch (IOException e) {
      report.error(server, e.getMessage(), advice);
    }
  }
}
