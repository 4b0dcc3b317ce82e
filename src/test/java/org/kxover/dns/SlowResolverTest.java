package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/** A resolver whose answers come after the next attempt, or not at all. */
@Timeout(60)
class SlowResolverTest {
  private static final Name WWW = Name.fromConstantString("www.b.example.");
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** The attempts that wait for an answer. */
  private final List<CompletableFuture<byte[]>> waiting = new CopyOnWriteArrayList<>();

  private final List<Duration> timeouts = new CopyOnWriteArrayList<>();
  private Message query;

  /** What happens at an attempt. */
  private Runnable event = () -> {};

  private final class Clients implements IoClientFactory {
    @Override
    public TcpIoClient createOrGetTcpClient() {
      return (local, remote, asked, data, timeout) ->
          CompletableFuture.failedFuture(new AssertionError("asked by TCP"));
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
      return (local, remote, asked, data, max, timeout) -> {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.add(answer);
        timeouts.add(timeout);
        query = asked;
        event.run();
        return answer;
      };
    }
  }

  private Message ask() throws IOException {
    InetSocketAddress resolver = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
    Upstream upstream =
        new Upstream(
            resolver, TIMEOUT, ZoneAlgorithms.WITHOUT_SHA1, new Clients(), System::nanoTime);
    return new Wire(upstream).send(WWW, Type.TXT, LookupTrace.withoutValidation(Deadline.in(LONG)));
  }

  private byte[] answer() {
    Message answer = query.clone();
    answer.getHeader().setFlag(Flags.QR);
    return answer.toWire();
  }

  @Test
  void theAnswerToTheFirstAttemptCountsAfterTheSecondBegan() throws Exception {
    event =
        () -> {
          if (waiting.size() == 2) {
            waiting.get(0).complete(answer());
          }
        };
    Message response = ask();
    assertEquals(query.getHeader().getID(), response.getHeader().getID());
    assertEquals(2, waiting.size());
  }

  @Test
  void theAnswerToTheLastAttemptCountsAfterTheOthersEnded() throws Exception {
    event =
        () -> {
          if (waiting.size() == RepeatedQuery.ATTEMPTS) {
            waiting.get(0).completeExceptionally(new SocketTimeoutException());
            waiting.get(1).completeExceptionally(new SocketTimeoutException());
            waiting.get(2).complete(answer());
          }
        };
    ask();
  }

  @Test
  void allAttemptsGiveUpAtOneTime() {
    event =
        () -> {
          if (waiting.size() == RepeatedQuery.ATTEMPTS) {
            waiting.forEach(attempt -> attempt.completeExceptionally(new SocketTimeoutException()));
          }
        };
    IOException failed = assertThrows(IOException.class, this::ask);
    assertTrue(failed.getMessage().endsWith("www.b.example. TXT: no answer"), failed::getMessage);
    assertEquals(
        List.of(TIMEOUT, Duration.ofMillis(200), Duration.ofMillis(100)), List.copyOf(timeouts));
  }
}
