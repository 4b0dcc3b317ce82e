package org.kxover.tls;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;

/**
 * STARTTLS before the TLS handshake (RFC 6251 section 2), with the extension mechanism of RFC 5021
 * section 3.
 *
 * <p>Four octets with the high bit set carry a bitmap of extensions. STARTTLS is bit 0. A server
 * answers an empty bitmap (a probe), or one that it does not fully support, with the bitmap of the
 * extensions that it supports. It then waits for one more request.
 */
final class StartTls {
  private static final int START_TLS = 0x80000001;
  private static final int GO_AHEAD = 0;
  private static final int TLS_HANDSHAKE_RECORD = 0x16;

  /** A KRB-ERROR is much shorter. */
  private static final int MAX_CLEAR = 4096;

  private StartTls() {}

  /**
   * Client side: requests TLS without waiting for the answer. TLS has to wait for the first octet
   * after the answer anyway, so this saves a round trip. If the answer is negative, the server has
   * received a ClientHello, which contains nothing confidential.
   *
   * @return the input for TLS; its first read fails if the server is not ready for TLS
   */
  static InputStream request(InputStream in, OutputStream out) throws IOException {
    write(out, START_TLS);
    return new FilterInputStream(in) {
      private boolean answered;

      @Override
      public int read() throws IOException {
        answer();
        return super.read();
      }

      @Override
      public int read(byte[] octets, int from, int length) throws IOException {
        answer();
        return super.read(octets, from, length);
      }

      private void answer() throws IOException {
        if (!answered) {
          requireGoAhead(in);
          answered = true;
        }
      }
    };
  }

  private static void requireGoAhead(InputStream in) throws IOException {
    int answer = new DataInputStream(in).readInt();
    if (answer == GO_AHEAD) {
      return;
    }
    if (answer < 0) {
      throw new IOException(
          String.format("the peer refuses STARTTLS; it supports the extensions %08x", answer));
    }
    throw new ClearAnswerException(answer, clear(in, answer));
  }

  private static byte[] clear(InputStream in, int length) throws IOException {
    if (length > MAX_CLEAR) {
      return new byte[0];
    }
    byte[] message = in.readNBytes(length);
    return message.length == length ? message : new byte[0];
  }

  /**
   * Server side: waits until the client begins TLS, with or without STARTTLS, and returns the input
   * for TLS.
   *
   * @throws EOFException if the client ended the connection before
   * @throws IOException if the client wants something else, such as a Kerberos message without TLS
   */
  static InputStream await(InputStream in, OutputStream out) throws IOException {
    PushbackInputStream octets = new PushbackInputStream(in, 1);
    int first = octets.read();
    if (first < 0) {
      throw new EOFException();
    }
    octets.unread(first);
    if (first == TLS_HANDSHAKE_RECORD) {
      return octets;
    }
    DataInputStream words = new DataInputStream(octets);
    int word = words.readInt();
    if (word < 0 && word != START_TLS) {
      write(out, START_TLS);
      word = words.readInt();
    }
    if (word != START_TLS) {
      throw new IOException(
          word < 0
              ? String.format(
                  "the peer asks for extensions %08x, but we support STARTTLS only", word)
              : "the peer sent a Kerberos message of " + word + " octets without TLS");
    }
    write(out, GO_AHEAD);
    return octets;
  }

  private static void write(OutputStream out, int word) throws IOException {
    out.write(ByteBuffer.allocate(4).putInt(word).array());
    out.flush();
  }
}
