package org.kxover.tls;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.tls.ContentType;

/**
 * The records of the peer as TCP brings them. It judges handshake messages in the clear, and skips
 * early data before a second ClientHello (RFC 8446 section 4.2.10).
 */
final class RecordInput extends FilterInputStream {
  private static final int HEADER = 5;

  private final EarlyData earlyData;
  private final HandshakeOrder order = new HandshakeOrder();
  private final byte[] header = new byte[HEADER];
  private int headerEnd;

  /** The octets of the header and of the body that are not yet read by the library. */
  private int headerLeft;

  private int left;

  /** False as soon as the records are encrypted. */
  private boolean plain = true;

  RecordInput(InputStream in, EarlyData earlyData) {
    super(in);
    this.earlyData = earlyData;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] octets, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (headerLeft == 0 && left == 0) {
      readHeader();
    }
    return headerLeft > 0 ? giveHeader(octets, from, length) : giveBody(octets, from, length);
  }

  /** Reads the header of the next record that is not skipped, or as much of it as there is. */
  private void readHeader() throws IOException {
    int octets = in.readNBytes(header, 0, HEADER);
    while (octets == HEADER && type() == ContentType.application_data && isSkipped()) {
      earlyData.skip(length());
      in.skipNBytes(length());
      octets = in.readNBytes(header, 0, HEADER);
    }
    headerEnd = octets;
    headerLeft = octets;
    if (octets == HEADER) {
      left = length();
      if (plain) {
        order.begin(type(), length());
        plain = type() != ContentType.application_data;
      }
      if (isSkipped() && type() != ContentType.change_cipher_spec) {
        // The second ClientHello. A change_cipher_spec may come before the early data (RFC 8446
        // appendix D.4).
        earlyData.end();
      }
    }
  }

  /** True between a first ClientHello that announced early data and the record after them. */
  private boolean isSkipped() {
    return earlyData.isExpected() && !earlyData.hasKeys();
  }

  private short type() {
    return (short) (header[0] & 0xff);
  }

  private int length() {
    return ((header[3] & 0xff) << Byte.SIZE) | (header[4] & 0xff);
  }

  private int giveHeader(byte[] octets, int from, int length) {
    int count = Math.min(length, headerLeft);
    System.arraycopy(header, headerEnd - headerLeft, octets, from, count);
    headerLeft -= count;
    return count;
  }

  private int giveBody(byte[] octets, int from, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(octets, from, Math.min(length, left));
    for (int i = 0; i < count; i++) {
      left--;
      if (plain && type() == ContentType.handshake) {
        order.octet(octets[from + i], left == 0);
      }
    }
    return count;
  }
}
