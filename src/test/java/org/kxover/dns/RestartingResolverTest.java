package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/** A resolver whose port is closed for some queries, as while it restarts. */
@Timeout(60)
class RestartingResolverTest {
  private static final InetSocketAddress RESOLVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
  private static final Name WWW = Name.fromConstantString("www.b.example.");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger queries = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final Wire wire =
      new Wire(
          new Upstream(RESOLVER, LONG, ZoneAlgorithms.WITHOUT_SHA1, new Clients(), nanos::get));

  private final class Clients implements IoClientFactory {
    @Override
    public TcpIoClient createOrGetTcpClient() {
      return (local, remote, query, data, timeout) ->
          CompletableFuture.failedFuture(new AssertionError("asked by TCP"));
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
      return (local, remote, query, data, max, timeout) -> answer(query);
    }

    private CompletableFuture<byte[]> answer(Message query) {
      queries.incrementAndGet();
      if (refusals.getAndDecrement() > 0) {
        return CompletableFuture.failedFuture(new PortUnreachableException());
      }
      Message answer = query.clone();
      answer.getHeader().setFlag(Flags.QR);
      return CompletableFuture.completedFuture(answer.toWire());
    }
  }

  private Message ask(Duration limit) throws IOException {
    queries.set(0);
    return wire.send(WWW, Type.TXT, LookupTrace.withoutValidation(Deadline.in(limit)));
  }

  private void assertRefused(Duration limit) {
    IOException refused = assertThrows(IOException.class, () -> ask(limit));
    assertTrue(refused.getMessage().contains("nothing listens on that port"), refused::getMessage);
  }

  @Test
  void aResolverThatRestartsIsAskedAgain() throws Exception {
    refusals.set(3);
    ask(LONG);
    assertEquals(4, queries.get());
  }

  @Test
  void nobodyWaitsForAResolverThatIsDownForLonger() throws Exception {
    refusals.set(1);
    ask(LONG);
    refusals.set(Integer.MAX_VALUE);
    // Too short for another try, but it tells since when the resolver refuses.
    assertRefused(Duration.ofMillis(90));
    nanos.addAndGet(Duration.ofMillis(1500).toNanos());
    assertRefused(LONG);
    assertEquals(1, queries.get());

    refusals.set(0);
    ask(LONG);
    refusals.set(2);
    ask(LONG);
    assertEquals(3, queries.get(), "it has answered, so it may restart again");
  }
}
