package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;

/** The limit on queries in flight, and when a query releases its slot. */
class WireTest {
  private static final int SLOTS = 64;

  private final Deque<CompletableFuture<Message>> pending = new ArrayDeque<>();
  private final Message response = new Message();

  private static Wire wire(Supplier<Object> sending) {
    Object resolver =
        Proxy.newProxyInstance(
            WireTest.class.getClassLoader(),
            new Class<?>[] {Resolver.class},
            (proxy, method, arguments) -> sending.get());
    return new Wire((Resolver) resolver);
  }

  private CompletableFuture<Message> noAnswer() {
    pending.add(new CompletableFuture<>());
    return pending.getLast();
  }

  private static Message send(Wire wire, Duration limit) throws IOException {
    Name name = Name.fromConstantString("www.b.example.");
    return wire.send(name, Type.TXT, LookupTrace.withoutValidation(Deadline.in(limit)));
  }

  private static String refusal(Wire wire) {
    return assertThrows(IOException.class, () -> send(wire, Duration.ofMillis(1))).getMessage();
  }

  @Test
  void anAbandonedQueryKeepsItsSlot() throws Exception {
    Wire wire = wire(this::noAnswer);
    for (int i = 0; i < SLOTS; i++) {
      assertTrue(refusal(wire).startsWith("no answer in time"));
    }
    assertEquals(
        "no query slot became free: 64 DNS queries are waiting for answers", refusal(wire));
    assertEquals(SLOTS, pending.size());

    pending.getFirst().complete(response);
    assertTrue(refusal(wire).startsWith("no answer in time"));
    assertEquals(SLOTS + 1, pending.size());
  }

  @Test
  void aFailedQueryReleasesItsSlot() throws Exception {
    Wire[] broken = {
      wire(
          () -> {
            throw new IllegalStateException("broken");
          }),
      wire(() -> CompletableFuture.failedFuture(new IllegalStateException("broken"))),
      wire(
          () -> {
            throw new OutOfMemoryError("no thread for it: broken");
          }),
    };
    for (Wire wire : broken) {
      for (int i = 0; i <= SLOTS; i++) {
        IOException refusal =
            assertThrows(IOException.class, () -> send(wire, Duration.ofSeconds(5)));
        assertTrue(refusal.getMessage().contains("broken"), refusal::getMessage);
      }
    }
  }

  @Test
  void errorHasTheMessageOfTheFailure() {
    Wire wire = wire(() -> CompletableFuture.failedFuture(new IOException("cable is cut")));
    assertEquals("cable is cut", refusal(wire));
  }

  @Test
  void returnsTheAnswer() throws Exception {
    Wire wire = wire(() -> CompletableFuture.completedFuture(response));
    for (int i = 0; i <= SLOTS; i++) {
      assertEquals(response, send(wire, Duration.ofSeconds(5)));
    }
  }
}
