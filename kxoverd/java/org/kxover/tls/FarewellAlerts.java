package org.kxover.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * The alerts with which we end a connection that failed (RFC 8446 section 6). The library calls
 * every failure to read an internal_error of ours, and sends no alert before it has read a
 * ClientHello.
 */
final class FarewellAlerts {
  /** Writes one record with the present keys. */
  @FunctionalInterface
  interface Records {
    void write(short type, byte[] octets, int from, int length) throws IOException;
  }

  private final WatchedInput input;
  private final WatchedOutput output;
  private final Records records;

  FarewellAlerts(WatchedInput input, WatchedOutput output, Records records) {
    this.input = input;
    this.output = output;
    this.records = records;
  }

  /**
   * Sends the alerts for a failure. It throws nothing, because the connection ends anyway.
   *
   * @param alert the alert that the library would send
   */
  void send(short alert, Throwable failure) {
    for (byte[] octets : alerts(alert, failure)) {
      try {
        records.write(ContentType.alert, octets, 0, octets.length);
        if (!output.begun()) {
          // The library does not know a version yet, and has written nothing.
          output.writeUnwatched(
              new byte[] {(byte) ContentType.alert, 3, 3, 0, 2, octets[0], octets[1]});
        }
      } catch (IOException | RuntimeException e) {
        return;
      }
    }
  }

  private List<byte[]> alerts(short alert, Throwable failure) {
    if (input.ended()) {
      return List.of();
    }
    if (failure instanceof InterruptedIOException) {
      return List.of(
          warning(AlertDescription.user_canceled), warning(AlertDescription.close_notify));
    }
    if (failure instanceof HandshakeEndedException) {
      return List.of(warning(AlertDescription.close_notify));
    }
    return List.of(
        new byte[] {
          (byte) AlertLevel.fatal,
          (byte) (isMalformed(alert, failure) ? AlertDescription.decode_error : alert)
        });
  }

  /**
   * True if the library could not decode a message of the peer. It then reports internal_error, and
   * an end of the input or an unchecked exception as the cause.
   */
  static boolean isMalformed(short alert, Throwable failure) {
    Throwable cause = failure instanceof TlsFatalAlert ? failure.getCause() : failure;
    return alert == AlertDescription.internal_error
        && (cause instanceof EOFException || cause instanceof RuntimeException);
  }

  /**
   * The level that {@code alert} has in TLS 1.3, whatever level came with it (RFC 8446 section 6).
   * The library ignores every alert that comes as a warning, except close_notify.
   */
  static short levelOf(short alert) {
    return switch (alert) {
      case AlertDescription.close_notify, AlertDescription.user_canceled -> AlertLevel.warning;
      default -> AlertLevel.fatal;
    };
  }

  private static byte[] warning(short alert) {
    return new byte[] {(byte) AlertLevel.warning, (byte) alert};
  }
}
