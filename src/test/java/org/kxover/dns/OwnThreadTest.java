package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On which thread answers are validated, and how many at once. */
@Timeout(60)
class OwnThreadTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final OwnThread own = new OwnThread();
  private final CompletableFuture<Thread> response = new CompletableFuture<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private void run(Duration limit) throws InterruptedException {
    own.run(response, Deadline.in(limit), Turns.forUsers());
  }

  @Test
  void theThreadThatWaitsDoesTheWork() throws Exception {
    threads.execute(() -> own.execute(() -> response.complete(Thread.currentThread())));
    run(LONG);
    assertSame(Thread.currentThread(), response.get());
  }

  /** Further stages name no executor. */
  @Test
  void furtherStagesRunOnThatThreadToo() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<Thread> stages =
        TraceFuture.of(answer, own)
            .thenApply(text -> text)
            .thenApplyAsync(text -> Thread.currentThread());
    threads.execute(() -> answer.complete("answer"));
    own.run(stages, Deadline.in(LONG), Turns.forUsers());
    assertSame(Thread.currentThread(), stages.get());
  }

  @Test
  void afterTheDeadlineThatThreadDoesNothing() throws Exception {
    run(Duration.ZERO);
    own.execute(() -> response.complete(Thread.currentThread()));
    assertNotEquals(Thread.currentThread(), response.get(50, TimeUnit.SECONDS));
  }

  /** What was left undone at the deadline comes to its end as well. */
  @Test
  void workThatWasLeftComesToItsEnd() throws Exception {
    own.execute(() -> response.complete(Thread.currentThread()));
    run(Duration.ZERO);
    assertNotEquals(Thread.currentThread(), response.get(50, TimeUnit.SECONDS));
  }

  private static Future<?> work(ExecutorService threads, Turns turns, Runnable task) {
    OwnThread own = new OwnThread();
    CompletableFuture<Void> done = new CompletableFuture<>();
    own.execute(
        () -> {
          task.run();
          done.complete(null);
        });
    return threads.submit(
        () -> {
          own.run(done, Deadline.in(LONG), turns);
          return null;
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void strangersWhoWorkLeaveTheTurnsOfUsers() throws Exception {
    Turns strangers = Turns.of(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    Future<?> hostile =
        work(
            threads,
            strangers,
            () -> {
              begun.countDown();
              await(free);
            });
    begun.await();
    Future<?> waiting = work(threads, strangers, second::countDown);
    work(threads, Turns.of(1), () -> {}).get();
    assertEquals(1, second.getCount());
    assertFalse(waiting.isDone());
    free.countDown();
    hostile.get();
    waiting.get();
    assertEquals(0, second.getCount());
  }

  @Test
  void whoWaitsForTheResolverHasNoTurn() throws Exception {
    Turns turns = Turns.of(1);
    CountDownLatch begun = new CountDownLatch(1);
    own.execute(
        () -> {
          own.sent();
          begun.countDown();
        });
    Future<?> waiting =
        threads.submit(
            () -> {
              own.run(response, Deadline.in(LONG), turns);
              return null;
            });
    begun.await();
    work(threads, turns, () -> {}).get();
    own.answered();
    response.complete(Thread.currentThread());
    waiting.get();
  }
}
