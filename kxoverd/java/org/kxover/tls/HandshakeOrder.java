package org.kxover.tls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * Watches how handshake messages and alerts lie in the records of the peer (RFC 8446 section 5.1).
 * No other record comes between the parts of a message. A message that changes keys ends its
 * record. A record with an alert holds one alert. The library checks none of these.
 */
final class HandshakeOrder {
  private static final int HEADER = 4;

  /** The level and the description (RFC 8446 section 6). */
  private static final int ALERT = 2;

  private int headerOctets;
  private int header;
  private int left;

  /** Judges one whole record. */
  void record(short type, byte[] octets, int from, int length) throws TlsFatalAlert {
    begin(type, length);
    if (type == ContentType.handshake) {
      for (int i = 0; i < length; i++) {
        octet(octets[from + i], i == length - 1);
      }
    }
  }

  /** Judges the beginning of a record, whose octets then go to {@link #octet}. */
  void begin(short type, int length) throws TlsFatalAlert {
    if (type != ContentType.handshake && headerOctets > 0) {
      throw new TlsFatalAlert(
          AlertDescription.unexpected_message,
          "the peer sent another record in the middle of a handshake message");
    }
    if (type == ContentType.alert && length != ALERT) {
      throw new TlsFatalAlert(
          AlertDescription.decode_error, "the peer sent a record that is not one alert");
    }
  }

  /**
   * Takes an octet of a handshake record.
   *
   * @param last true for the last octet of the record
   */
  void octet(byte octet, boolean last) throws TlsFatalAlert {
    if (headerOctets < HEADER) {
      header = (header << Byte.SIZE) | (octet & 0xff);
      headerOctets++;
      left = headerOctets == HEADER ? header & 0xffffff : 1;
    } else {
      left--;
    }
    if (left == 0) {
      if (!last && changesKeys((short) (header >>> (3 * Byte.SIZE)))) {
        throw new TlsFatalAlert(
            AlertDescription.unexpected_message,
            "the peer sent more in a record after a handshake message that changes keys");
      }
      headerOctets = 0;
    }
  }

  private static boolean changesKeys(short type) {
    return switch (type) {
      case HandshakeType.client_hello,
          HandshakeType.server_hello,
          HandshakeType.end_of_early_data,
          HandshakeType.finished,
          HandshakeType.key_update ->
          true;
      default -> false;
    };
  }
}
