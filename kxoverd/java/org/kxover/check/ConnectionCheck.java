package org.kxover.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kxover.dane.DaneVerdict;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.kerberos.Realm;
import org.kxover.tls.CertificateRefusedException;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsSession;

/** Connects to a realm's server as in a crossing, up to the handshake, and asks nothing. */
final class ConnectionCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Discovery discovery;
  private final TlsConnector connector;
  private final PeerTrust trust;

  ConnectionCheck(Discovery discovery, TlsConnector connector, PeerTrust trust) {
    this.discovery = discovery;
    this.connector = connector;
    this.trust = trust;
  }

  /**
   * @param objection why an address must not be connected to, if so
   * @param advice what to do where there is no answer
   */
  void run(
      Peer peer,
      Realm realm,
      Function<InetAddress, Optional<String>> objection,
      String advice,
      Report report) {
    List<InetAddress> addresses;
    try {
      addresses = discovery.addressesOf(peer, PATIENCE);
    } catch (IOException e) {
      report.error(
          peer.host(), "no address: " + e.getMessage(), "it needs an A or AAAA record in DNS");
      return;
    }
    for (InetAddress address : addresses) {
      String who = peer.host() + " (" + address.getHostAddress() + ":" + peer.port() + ")";
      Optional<String> refused = objection.apply(address);
      if (refused.isPresent()) {
        report.error(who, "refused by policy: " + refused.get(), "see allowed_networks");
      } else {
        connect(peer, realm, new InetSocketAddress(address, peer.port()), who, advice, report);
      }
    }
  }

  private void connect(
      Peer peer, Realm realm, InetSocketAddress address, String who, String advice, Report report) {
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
            PATIENCE)) {
      report.ok(who, "speaks TLS 1.3 over " + session.namedGroup() + ", and is who DNS says");
    } catch (CertificateRefusedException e) {
      report.error(
          who,
          "its certificate is not what TLSA says: " + e.getMessage(),
          "it must be " + realm + "'s");
    } catch (IOException e) {
      report.error(who, e.getMessage(), advice);
    }
  }
}
