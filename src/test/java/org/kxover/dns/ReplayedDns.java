package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/** Our validator in front of answers that a test gives in place of the recursive resolver. */
public final class ReplayedDns {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ZoneAlgorithms ALGORITHMS = ZoneAlgorithms.WITHOUT_SHA1;

  private final Lookups lookups;

  /**
   * @param trustAnchors DS or DNSKEY records
   * @param time at which signatures are judged
   * @param resolver the answer to each query
   * @throws TrustAnchorException if no trust anchor is usable
   */
  public ReplayedDns(List<Record> trustAnchors, Instant time, UnaryOperator<Message> resolver)
      throws IOException, TrustAnchorException {
    Path file = Files.createTempFile("replayed", ".key");
    try {
      Files.write(file, trustAnchors.stream().map(Record::toString).toList());
      InstantSource clock = InstantSource.fixed(time);
      InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
      Upstream upstream =
          new Upstream(nowhere, LIMIT, ALGORITHMS, new Clients(resolver), System::nanoTime);
      TrustAnchors anchors = TrustAnchors.load(file);
      lookups = new Lookups(new ValidatedQuery(upstream, anchors, ALGORITHMS, clock), LIMIT, clock);
    } finally {
      Files.delete(file);
    }
  }

  public DnsAnswer lookup(Name name, int type) {
    return lookups.lookup(name, type, Deadline.in(LIMIT));
  }

  private record Clients(UnaryOperator<Message> resolver) implements IoClientFactory {
    @Override
    public TcpIoClient createOrGetTcpClient() {
      return (local, remote, query, data, timeout) -> answer(query);
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
      return (local, remote, query, data, max, timeout) -> answer(query);
    }

    private CompletableFuture<byte[]> answer(Message query) {
      return CompletableFuture.completedFuture(resolver.apply(query).toWire());
    }
  }
}
