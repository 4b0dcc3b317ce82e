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

/** How many questions are at work at once, and how those that break off are counted. */
class WireTest {
  private static final int PLACES = 64;

  private final Deque<CompletableFuture<Message>> atWork = new ArrayDeque<>();
  private final Message response = new Message();

  private static Wire wire(Supplier<Object> sending) {
    Object resolver =
        Proxy.newProxyInstance(
            WireTest.class.getClassLoader(),
            new Class<?>[] {Resolver.class},
            (proxy, method, arguments) -> sending.get());
    return new Wire((Resolver) resolver);
  }

  private CompletableFuture<Message> silence() {
    atWork.add(new CompletableFuture<>());
    return atWork.getLast();
  }

  private static Message send(Wire wire, Duration limit) throws IOException {
    Name name = Name.fromConstantString("www.b.example.");
    return wire.send(name, Type.TXT, new LookupTrace(Deadline.in(limit)));
  }

  private static String refusal(Wire wire) {
    return assertThrows(IOException.class, () -> send(wire, Duration.ofMillis(1))).getMessage();
  }

  @Test
  void questionThatWasGivenUpStillHasItsPlace() throws Exception {
    Wire wire = wire(this::silence);
    for (int i = 0; i < PLACES; i++) {
      assertTrue(refusal(wire).startsWith("no answer in time"));
    }
    assertEquals("too many questions at work", refusal(wire));
    assertEquals(PLACES, atWork.size());

    atWork.getFirst().complete(response);
    assertTrue(refusal(wire).startsWith("no answer in time"));
    assertEquals(PLACES + 1, atWork.size());
  }

  @Test
  void questionThatBreaksLeavesItsPlace() throws Exception {
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
      for (int i = 0; i <= PLACES; i++) {
        IOException refusal =
            assertThrows(IOException.class, () -> send(wire, Duration.ofSeconds(5)));
        assertTrue(refusal.getMessage().contains("broken"), refusal::getMessage);
      }
    }
  }

  @Test
  void failureIsTold() {
    Wire wire = wire(() -> CompletableFuture.failedFuture(new IOException("cable is cut")));
    assertEquals("cable is cut", refusal(wire));
  }

  @Test
  void answerIsHandedOn() throws Exception {
    Wire wire = wire(() -> CompletableFuture.completedFuture(response));
    for (int i = 0; i <= PLACES; i++) {
      assertEquals(response, send(wire, Duration.ofSeconds(5)));
    }
  }
}
