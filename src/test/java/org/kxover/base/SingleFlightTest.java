package org.kxover.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleFlightTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final SingleFlight<String, Integer> flights = new SingleFlight<>();

  @Test
  void callersMeanwhileShareTheResult() throws Exception {
    CompletableFuture<Integer> first = flights.join("b", tasks::add, () -> 1);
    CompletableFuture<Integer> second = flights.join("b", tasks::add, () -> 2);
    CompletableFuture<Integer> other = flights.join("c", tasks::add, () -> 3);
    assertSame(first, second);
    assertEquals(2, tasks.size());
    tasks.forEach(Runnable::run);
    assertEquals(1, first.get());
    assertEquals(3, other.get());
  }

  @Test
  void callersAfterwardsGetANewFlight() throws Exception {
    CompletableFuture<Integer> first = flights.join("b", tasks::add, () -> 1);
    tasks.remove().run();
    CompletableFuture<Integer> second = flights.join("b", tasks::add, () -> 2);
    assertNotSame(first, second);
    tasks.remove().run();
    assertEquals(2, second.get());
  }

  @Test
  void aFailureIsSharedButNotCached() throws Exception {
    CompletableFuture<Integer> first =
        flights.join(
            "b",
            tasks::add,
            () -> {
              throw new IOException("down");
            });
    tasks.remove().run();
    ExecutionException e = assertThrows(ExecutionException.class, first::get);
    assertEquals("down", e.getCause().getMessage());
    CompletableFuture<Integer> second = flights.join("b", tasks::add, () -> 2);
    tasks.remove().run();
    assertEquals(2, second.get());
  }

  @Test
  void exclusiveWorkIsNotDoneDuringAFlightAndFailsCallersMeanwhile() throws Exception {
    CompletableFuture<Integer> flight = flights.join("b", tasks::add, () -> 1);
    IOException meanwhile = new IOException("just changed");
    assertTrue(flights.alone("b", () -> fail("a flight is in work"), meanwhile).isEmpty());
    assertEquals(Set.of("b"), flights.inWork().keySet());
    tasks.remove().run();
    assertEquals(1, flight.get());
    List<CompletableFuture<Integer>> asked = new ArrayList<>();
    assertEquals(
        Optional.of(true),
        flights.alone("b", () -> asked.add(flights.join("b", tasks::add, () -> 2)), meanwhile));
    ExecutionException e = assertThrows(ExecutionException.class, asked.get(0)::get);
    assertSame(meanwhile, e.getCause());
    assertEquals(Set.of(), flights.inWork().keySet());
    assertTrue(tasks.isEmpty());
  }

  @Test
  void workDoneHereIsSharedByCallersMeanwhile() throws Exception {
    List<CompletableFuture<Integer>> asked = new ArrayList<>();
    CompletableFuture<Integer> own =
        flights.joinHere(
            "b",
            () -> {
              asked.add(flights.joinHere("b", () -> 2));
              assertFalse(asked.get(0).isDone());
              return 1;
            });
    assertEquals(1, own.getNow(null));
    assertSame(own, asked.get(0));
    assertEquals(Set.of(), flights.inWork().keySet());
  }

  @Test
  void aFailureOfWorkDoneHereIsThrownAndShared() throws Exception {
    List<CompletableFuture<Integer>> asked = new ArrayList<>();
    StackOverflowError error = new StackOverflowError();
    assertSame(
        error,
        assertThrows(
            StackOverflowError.class,
            () ->
                flights.joinHere(
                    "b",
                    () -> {
                      asked.add(flights.joinHere("b", () -> 2));
                      throw error;
                    })));
    assertSame(error, assertThrows(ExecutionException.class, asked.get(0)::get).getCause());
    assertEquals(2, flights.joinHere("b", () -> 2).get());
  }

  @Test
  void anErrorAlsoEndsTheFlight() {
    CompletableFuture<Integer> flight =
        flights.join(
            "b",
            tasks::add,
            () -> {
              throw new StackOverflowError();
            });
    tasks.remove().run();
    assertTrue(flight.isCompletedExceptionally());
  }

  @Test
  void anExecutorWithoutThreadsFailsTheFlight() throws Exception {
    boolean[] exhausted = {true};
    Executor withoutThreads =
        task -> {
          if (exhausted[0]) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          task.run();
        };
    assertTrue(flights.join("b", withoutThreads, () -> 1).isCompletedExceptionally());
    exhausted[0] = false;
    assertEquals(2, flights.join("b", withoutThreads, () -> 2).get());
  }

  @Test
  void aFullExecutorFailsTheFlight() throws Exception {
    boolean[] full = {true};
    Executor bounded =
        task -> {
          if (full[0]) {
            throw new RejectedExecutionException("full");
          }
          task.run();
        };
    assertTrue(flights.join("b", bounded, () -> 1).isCompletedExceptionally());
    full[0] = false;
    assertEquals(2, flights.join("b", bounded, () -> 2).get());
  }
}
