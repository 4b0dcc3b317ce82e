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
    if (failure instanceof TlsFatalAlertReceived alert) {
      return new IOException(
          where + ": the peer refused: " + AlertDescription.getText(alert.getAlertDescription()),
          failure);
    }
    if (failure instanceof TlsFatalAlert) {
      return new IOException(where + ": we refused: " + words(failure), failure);
    }
    return new IOException(where + ": " + words(failure), failure);
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
