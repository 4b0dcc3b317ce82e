package org.kxover.referral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;

/** Questions that wait for an exchange: many for one, one that is in progress, or none. */
@Timeout(120)
class WaitingQuestionsTest {
  @TempDir Path folder;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private static void assertReferral(Answer answer) {
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    assertEquals(Optional.of(TwoRealms.B), answer.realm());
  }

  /** Expects a failure, and no new key in the database of A. */
  private void assertNoKey(String reason, Answer answer) {
    assertEquals(Answer.Result.FAILED, answer.result());
    assertTrue(answer.reason().startsWith(reason), answer.reason());
    assertEquals(List.of(), world.storeOfA.writes());
  }

  @Test
  void tenAtOnceCauseOneExchange() throws Exception {
    ReferralService outgoing = world.outgoing();
    Question question = TwoRealms.question("HTTP/www.b.example");
    ExecutorService users = Executors.newFixedThreadPool(10);
    try {
      List<Callable<Answer>> asks = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        asks.add(() -> outgoing.answer(question));
      }
      for (Future<Answer> answer : users.invokeAll(asks)) {
        assertReferral(answer.get());
      }
    } finally {
      users.shutdownNow();
    }
    assertEquals(1, world.exchanges());
  }

  /** Another question made the key after this question had read the database. */
  @Test
  void aKeyMadeSinceTheDatabaseWasReadIsUsed() throws Exception {
    AtomicBoolean first = new AtomicBoolean(true);
    AtomicReference<ReferralService> outgoing = new AtomicReference<>();
    CrossoverStore slow =
        (CrossoverStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CrossoverStore.class},
                (proxy, method, arguments) -> {
                  Object found = method.invoke(world.storeOfA, arguments);
                  if (method.getName().equals("find") && first.getAndSet(false)) {
                    assertReferral(outgoing.get().answer(TwoRealms.question("krbtgt/B.EXAMPLE")));
                  }
                  return found;
                });
    outgoing.set(world.outgoingWith(slow));
    assertReferral(outgoing.get().answer(TwoRealms.question("HTTP/www.b.example")));
    assertFalse(first.get());
    assertEquals(1, world.exchanges());
    assertEquals(1, world.storeOfA.writes().size());
  }

  static Stream<Arguments> executorsThatFail() {
    return Stream.of(
        Arguments.of(new RejectedExecutionException("full"), "busy: "),
        Arguments.of(new OutOfMemoryError("unable to create native thread"), "busy: "),
        Arguments.of(new IllegalStateException("a bug"), "internal error: "));
  }

  @ParameterizedTest
  @MethodSource("executorsThatFail")
  void aFailingExecutorIsReported(Throwable failure, String words) throws Exception {
    ReferralService failing =
        world.outgoing(
            Duration.ofSeconds(60),
            task -> {
              if (failure instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) failure;
            });
    assertNoKey(words, failing.answer(TwoRealms.question("HTTP/www.b.example")));
    assertReferral(world.ask());
  }

  @Test
  void aQuestionMayTimeOutWhileItsExchangeContinues() throws Exception {
    List<Runnable> later = new ArrayList<>();
    ReferralService slow = world.outgoing(Duration.ofMillis(50), later::add);
    Question question = TwoRealms.question("HTTP/www.b.example");
    assertNoKey("busy: the exchange with B.EXAMPLE is still in progress", slow.answer(question));
    later.forEach(Runnable::run);
    assertReferral(slow.answer(question));
  }

  /** Questions for realms that do not respond must not block questions for other realms. */
  @Test
  void thoseThatWaitForExchangesLeaveRoomForThoseWhoseKeyIsThere() throws Exception {
    world.storeOfA.holding(world.stored(Role.CLIENT, 4, Duration.ofDays(3)));
    List<Runnable> never = new ArrayList<>();
    ReferralService outgoing = world.outgoing(Duration.ofSeconds(60), never::add);
    Question hanging = TwoRealms.question("krbtgt/D.EXAMPLE");
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < TwoRealms.MAX_WAITING; i++) {
      Thread thread = new Thread(() -> outgoing.answer(hanging));
      thread.start();
      waiting.add(thread);
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    Answer answer = outgoing.answer(hanging);
    assertEquals("failed", answer.result().toString(), answer.reason());
    assertTrue(answer.reason().startsWith("busy: too many requests"), answer.reason());
    assertReferral(outgoing.answer(TwoRealms.question("HTTP/www.b.example")));
    for (Thread thread : waiting) {
      thread.interrupt();
      thread.join();
    }
    Thread next = new Thread(() -> outgoing.answer(hanging));
    next.start();
    while (next.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    next.interrupt();
    next.join();
  }

  /** A question shares the result of a renewal that is in progress. */
  @Test
  void aQuestionThatSharesAFutileRenewalMustAskAgain() throws Exception {
    List<Runnable> later = new ArrayList<>();
    OutgoingExchanges exchanges = world.ourExchanges(later::add);
    ReferralService outgoing = world.outgoing(exchanges, Duration.ofSeconds(30));
    exchanges.renew(A_TO_B, 1);
    world.storeOfA.holding(world.stored(Role.CLIENT, 4, Duration.ofSeconds(1)));
    AtomicReference<Answer> answer = new AtomicReference<>();
    Question question = TwoRealms.question("HTTP/www.b.example");
    Thread asking = new Thread(() -> answer.set(outgoing.answer(question)));
    asking.start();
    while (asking.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    later.forEach(Runnable::run);
    asking.join();
    assertEquals(1, later.size());
    assertEquals("failed", answer.get().result().toString(), answer.get().reason());
    assertTrue(answer.get().reason().startsWith("busy"), answer.get().reason());
  }
}
