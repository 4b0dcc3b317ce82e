package org.kxover.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.kxover.base.AddressText;
import org.kxover.kerberos.Printable;

/**
 * Describes the end of a connection: at which step, who ended it, and why. It does not name the
 * peer, because whoever reports the end does.
 */
final class TlsFailure {
  static final String CONNECTING = "connecting";
  static final String STARTTLS = "STARTTLS";
  static final String HANDSHAKE = "TLS handshake";
  static final String READING = "reading a message";
  static final String WRITING = "writing a message";

  private static final int LONGEST = 300;

  private TlsFailure() {}

  /**
   * @param step one of the constants
   * @param input what the peer sent
   */
  static IOException of(String step, WatchedInput input, Exception failure) {
    if (failure instanceof TlsFatalAlertReceived received) {
      short alert = received.getAlertDescription();
      String refused = PeerAlertException.isOfOurCertificate(alert) ? " our certificate" : "";
      return new PeerAlertException(
          step + ": the peer refused" + refused + ": " + describe(alert), alert, failure);
    }
    return new IOException(step + ": " + reason(step, input, failure), failure);
  }

  private static String reason(String step, WatchedInput input, Exception failure) {
    if (failure instanceof ClearAnswerException) {
      return message(failure);
    }
    if (input.ended()) {
      return "the peer ended the connection " + endOf(step, input);
    }
    if (failure instanceof TlsFatalAlert own) {
      return "we refused: " + refusal(own);
    }
    if (FarewellAlerts.isMalformed(AlertDescription.internal_error, failure)) {
      return "we refused: " + malformed();
    }
    if (failure instanceof SocketException && !(failure instanceof ConnectException)) {
      String end = input.begun() || step.equals(CONNECTING) ? "" : ", " + endOf(step, input);
      return "the connection broke (" + message(failure) + ")" + end;
    }
    if (failure instanceof InterruptedIOException) {
      return "we ended the connection: " + message(failure);
    }
    return message(failure);
  }

  /** An initiator does not send STARTTLS as a step of its own: it does not wait for the answer. */
  private static String endOf(String step, WatchedInput input) {
    return switch (step) {
      case STARTTLS, HANDSHAKE -> {
        if (input.begun()) {
          yield "before the handshake was complete";
        }
        yield step.equals(STARTTLS)
            ? "before it sent anything"
            : "before it answered, perhaps because all its connections are in use";
      }
      default -> "without ending the TLS session";
    };
  }

  private static String refusal(TlsFatalAlert own) {
    short alert = own.getAlertDescription();
    if (FarewellAlerts.isMalformed(alert, own)) {
      return malformed();
    }
    return message(own)
        + (own.getMessage().contains("; ") || own.getCause() != null ? "" : explain(alert));
  }

  private static String malformed() {
    return AlertDescription.getText(AlertDescription.decode_error)
        + "; a message of the peer is malformed";
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
        : AddressText.of(peer.getAddress()) + " port " + peer.getPort();
  }

  private static String message(Exception failure) {
    String text = failure.getMessage();
    return text == null ? failure.getClass().getSimpleName() : Printable.line(text, LONGEST);
  }
}
