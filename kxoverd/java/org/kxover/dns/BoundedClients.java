package org.kxover.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/** Refuses large responses before dnsjava parses them. */
final class BoundedClients implements IoClientFactory {
  /**
   * The largest honest answers are TLSA RRsets with whole certificates, of some 2,000 octets each.
   * The root's keys had 1,425 octets in the largest answer of the rollover in 2018.
   */
  static final int MAX_OCTETS = 32 * 1024;

  /**
   * Records of all sections, by the header's counts. The most in an honest answer are those of the
   * root's servers: 13 names with two addresses each.
   */
  static final int MAX_RECORDS = 512;

  /** The counts are behind ID, flags and QDCOUNT (RFC 1035 section 4.1.1). */
  private static final int COUNTS = 6;

  private static final int HEADER = 12;

  /** A record has at least a root name, type, class, TTL and length (RFC 1035 section 3.2.1). */
  private static final int SMALLEST_RECORD = 11;

  private final IoClientFactory clients;

  BoundedClients(IoClientFactory clients) {
    this.clients = clients;
  }

  @Override
  public TcpIoClient createOrGetTcpClient() {
    TcpIoClient client = clients.createOrGetTcpClient();
    return (InetSocketAddress local,
        InetSocketAddress remote,
        Message query,
        byte[] data,
        Duration timeout) -> bounded(client.sendAndReceiveTcp(local, remote, query, data, timeout));
  }

  @Override
  public UdpIoClient createOrGetUdpClient() {
    UdpIoClient client = clients.createOrGetUdpClient();
    return (InetSocketAddress local,
        InetSocketAddress remote,
        Message query,
        byte[] data,
        int max,
        Duration timeout) ->
        bounded(client.sendAndReceiveUdp(local, remote, query, data, max, timeout));
  }

  private static CompletableFuture<byte[]> bounded(CompletableFuture<byte[]> response) {
    return response.thenApply(
        octets -> {
          check(octets);
          return octets;
        });
  }

  /**
   * @throws CostlyException if the response is too large
   */
  static void check(byte[] octets) {
    if (octets.length > MAX_OCTETS) {
      throw new CostlyException(
          "the answer has " + octets.length + " octets, more than " + MAX_OCTETS);
    }
    int records = 0;
    for (int at = COUNTS; at < HEADER && HEADER <= octets.length; at += 2) {
      records += (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    }
    // Without the octets for so many records the response is malformed, and the parser soon ends.
    if (records > MAX_RECORDS && HEADER + SMALLEST_RECORD * records <= octets.length) {
      throw new CostlyException("the answer has " + records + " records, more than " + MAX_RECORDS);
    }
  }
}
