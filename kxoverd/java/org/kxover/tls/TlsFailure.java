package org.kxover.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.kxover.kerberos.Printable;

/** Puts what the TLS library throws into words that tell our refusal from the peer's. */
final class TlsFailure {
  private static final int LONGEST = 300;

  private TlsFailure() {}

  static IOException of(String doing, InetSocketAddress peer, Exception failure) {
    String where = doing + " with " + (peer == null ? "a peer that is gone" : address(peer));
    if (failure instanceof TlsFatalAlertReceived received) {
      short alert = received.getAlertDescription();
      String refused = PeerAlertException.isOfOurCertificate(alert) ? " our certificate" : "";
      return new PeerAlertException(
          where + ": the peer refused" + refused + ": " + text(alert), alert, failure);
    }
    if (failure instanceof TlsFatalAlert own) {
      String why = own.getMessage().contains("; ") ? "" : meaning(own.getAlertDescription());
      return new IOException(where + ": we refused: " + words(failure) + why, failure);
    }
    return new IOException(where + ": " + words(failure), failure);
  }

  private static String text(short alert) {
    return AlertDescription.getText(alert) + meaning(alert);
  }

  /** What the alerts mean that an operator can do something about, whoever gave them. */
  private static String meaning(short alert) {
    return switch (alert) {
      case AlertDescription.protocol_version -> ", the peer offers nothing newer than TLS 1.2";
      case AlertDescription.handshake_failure, AlertDescription.insufficient_security ->
          ", no group, cipher suite or kind of signature is common to both";
      default -> "";
    };
  }

  /** Numeric: a name would cost a DNS look-up. */
  static String address(InetSocketAddress peer) {
    return peer.getAddress() == null
        ? Printable.line(peer.getHostString(), LONGEST)
        : peer.getAddress().getHostAddress() + " port " + peer.getPort();
  }

  private static String words(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : Printable.line(message, LONGEST);
  }
}
