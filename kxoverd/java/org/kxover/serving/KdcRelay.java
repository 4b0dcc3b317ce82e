package org.kxover.serving;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Hands requests of ordinary Kerberos clients to the KDC, each on a TCP connection of its own (RFC
 * 4120 section 7.2.2), and gives back what the KDC answers. Any number of threads may use one.
 */
public final class KdcRelay {
  private static final int AS_REQ = 0x6a;
  private static final int TGS_REQ = 0x6c;
  private static final int LENGTH_FIELD = 4;

  /** Of one answer, in octets: tickets with much authorization data are tens of thousands. */
  private static final int MAX_ANSWER = 64 * 1024;

  /** Requests at the KDC at once; whoever finds them all in work is told so at once. */
  private static final int MAX_REQUESTS = 64;

  private final InetSocketAddress kdc;
  private final Semaphore places = new Semaphore(MAX_REQUESTS);

  /**
   * @param kdc resolved
   */
  public KdcRelay(InetSocketAddress kdc) {
    this.kdc = kdc;
  }

  /** Whether {@code message} is one AS-REQ or TGS-REQ by its outer tag and length, and no more. */
  public static boolean isKdcRequest(byte[] message) {
    if (message.length < 2) {
      return false;
    }
    int tag = message[0] & 0xff;
    return (tag == AS_REQ || tag == TGS_REQ) && contentsBegin(message) > 0;
  }

  /** Where the contents begin, or 0 where the length is no DER or not that of the message. */
  private static int contentsBegin(byte[] message) {
    int first = message[1] & 0xff;
    if (first < 0x80) {
      return message.length == 2 + first ? 2 : 0;
    }
    int octets = first & 0x7f;
    if (octets < 1 || octets > 3 || message.length < 2 + octets) {
      return 0;
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (message[2 + i] & 0xff);
    }
    boolean minimal = length >= 0x80 && (length >>> (8 * (octets - 1))) != 0;
    return minimal && message.length == 2 + octets + length ? 2 + octets : 0;
  }

  /**
   * The KDC's answer.
   *
   * @param request as {@link #isKdcRequest} takes it
   * @param within from the connection to the answer's last octet
   * @throws IOException where there is none in time; the message says why
   */
  public byte[] answer(byte[] request, Duration within) throws IOException {
    if (!places.tryAcquire()) {
      throw new IOException("too many requests are at the KDC");
    }
    long end = System.nanoTime() + within.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(kdc, millisTo(end));
      socket.setTcpNoDelay(true);
      byte[] framed =
          ByteBuffer.allocate(LENGTH_FIELD + request.length)
              .putInt(request.length)
              .put(request)
              .array();
      socket.getOutputStream().write(framed);
      int length = ByteBuffer.wrap(read(socket, LENGTH_FIELD, end)).getInt();
      if (length < 1 || length > MAX_ANSWER) {
        throw new IOException("an answer of " + length + " octets is not 1 to " + MAX_ANSWER);
      }
      return read(socket, length, end);
    } finally {
      places.release();
    }
  }

  private static byte[] read(Socket socket, int length, long end) throws IOException {
    byte[] octets = new byte[length];
    InputStream in = socket.getInputStream();
    for (int filled = 0; filled < length; ) {
      // Anew before each read, as it would start anew with each octet.
      socket.setSoTimeout(millisTo(end));
      int count = in.read(octets, filled, length - filled);
      if (count < 0) {
        throw new EOFException("the KDC ended the connection");
      }
      filled += count;
    }
    return octets;
  }

  private static int millisTo(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis < 1) {
      throw new SocketTimeoutException("the KDC gave no answer in time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
