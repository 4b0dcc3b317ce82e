package org.kxover.serving;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.kxover.base.TcpExchange;
import org.kxover.tls.SourceNetwork;

/**
 * Sends requests of ordinary Kerberos clients to the KDC and returns its answers. Each request uses
 * its own TCP connection (RFC 4120 section 7.2.2). Thread-safe.
 */
public final class KdcRelay {
  private static final int AS_REQ = 0x6a;
  private static final int TGS_REQ = 0x6c;

  /** In octets. Tickets with much authorization data have tens of thousands. */
  private static final int MAX_ANSWER = 64 * 1024;

  /**
   * Limit on requests at the KDC at once. More requests fail at once. A krb5kdc has 45 TCP
   * connections at most, and drops one for each further one: clients without TLS need them too.
   */
  private static final int MAX_REQUESTS = 10;

  /** A request is at the KDC for some milliseconds, so this serves a whole site. */
  private static final int MAX_REQUESTS_OF_NETWORK = 3;

  private final InetSocketAddress kdc;
  private final RelayPlaces places = new RelayPlaces(MAX_REQUESTS, MAX_REQUESTS_OF_NETWORK);

  /**
   * @param kdc a resolved address
   */
  public KdcRelay(InetSocketAddress kdc) {
    this.kdc = kdc;
  }

  /**
   * Checks the outer tag and the length only.
   *
   * @return true if {@code message} is one AS-REQ or TGS-REQ with nothing behind it
   */
  public static boolean isKdcRequest(byte[] message) {
    if (message.length < 2) {
      return false;
    }
    int tag = message[0] & 0xff;
    return (tag == AS_REQ || tag == TGS_REQ) && contentsBegin(message) > 0;
  }

  /** The offset of the contents; 0 if the length is not DER or does not fit the message. */
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
   * Gets the KDC's answer to {@code request}.
   *
   * @param request one for which {@link #isKdcRequest} is true
   * @param network of the client
   * @param within the time limit for connecting and for the whole answer
   * @throws IOException if there is no valid answer in time; the message says why
   */
  public byte[] answer(byte[] request, SourceNetwork network, Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    try (RelayPlaces.Place place = places.take(network)) {
      return TcpExchange.run(kdc, request, MAX_ANSWER, end);
    }
  }
}
