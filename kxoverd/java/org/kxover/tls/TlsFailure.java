package org.kxover.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.kxover.kerberos.Printable;

/** Describes exceptions of the TLS library, and shows whether we or the peer refused. */
final class TlsFailure {
  private static final int LONGEST = 300;

  private TlsFailure() {}

  static IOException of(String doing, InetSocketAddress peer, Exception failure) {
    String where = doing + " with " + (peer == null ? "an unknown peer" : address(peer));
    if (failure instanceof TlsFatalAlertReceived received) {
      short alert = received.getAlertDescription();
      String refused = PeerAlertException.isOfOurCertificate(alert) ? " our certificate" : "";
      return new PeerAlertException(
          where + ": the peer refused" + refused + ": " + describe(alert), alert, failure);
    }
    if (failure instanceof TlsFatalAlert own) {
      String why = own.getMessage().contains("; ") ? "" : explain(own.getAlertDescription());
      return new IOException(where + ": we refused: " + message(failure) + why, failure);
    }
    return new IOException(where + ": " + message(failure), failure);
  }

  private static String describe(short alert) {
    return AlertDescription.getText(alert) + explain(alert);
  }

  /** Explains alerts that an operator can do something about, whichever side sent them. */
  private static String explain(short alert) {
    return switch (alert) {
      case AlertDescription.protocol_version -> ", the peer offers nothing newer than TLS 1.2";
      case AlertDescription.handshake_failure, AlertDescription.insufficient_security ->
          ", the two sides have no common group, cipher suite or signature scheme";
      default -> "";
    };
  }

  /** A numeric address, because a name would need a DNS look-up. */
  static String address(InetSocketAddress peer) {
    return peer.getAddress() == null
        ? Printable.line(peer.getHostString(), LONGEST)
        : peer.getAddress().getHostAddress() + " port " + peer.getPort();
  }

  private static String message(Exception failure) {
    String text = failure.getMessage();
    return text == null ? failure.getClass().getSimpleName() : Printable.line(text, LONGEST);
  }
}
