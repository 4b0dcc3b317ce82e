package org.kxover.referral;

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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Flights<String, Integer> flights = new Flights<>(tasks::add);

  @Test
  void whoAsksMeanwhileSharesTheResult() throws Exception {
    CompletableFuture<Integer> first = flights.join("b", () -> 1);
    CompletableFuture<Integer> second = flights.join("b", () -> 2);
    CompletableFuture<Integer> other = flights.join("c", () -> 3);
    assertSame(first, second);
    assertEquals(2, tasks.size());
    tasks.forEach(Runnable::run);
    assertEquals(1, first.get());
    assertEquals(3, other.get());
  }

  @Test
  void whoAsksAfterwardsHasANewFlight() throws Exception {
    CompletableFuture<Integer> first = flights.join("b", () -> 1);
    tasks.remove().run();
    CompletableFuture<Integer> second = flights.join("b", () -> 2);
    assertNotSame(first, second);
    tasks.remove().run();
    assertEquals(2, second.get());
  }

  @Test
  void aFailureIsSharedAndNotKept() throws Exception {
    CompletableFuture<Integer> first =
        flights.join(
            "b",
            () -> {
              throw new IOException("down");
            });
    tasks.remove().run();
    ExecutionException e = assertThrows(ExecutionException.class, first::get);
    assertEquals("down", e.getCause().getMessage());
    CompletableFuture<Integer> second = flights.join("b", () -> 2);
    tasks.remove().run();
    assertEquals(2, second.get());
  }

  @Test
  void workThatIsAloneIsNotDoneBelowAFlightAndTellsThoseWhoAskMeanwhile() throws Exception {
    CompletableFuture<Integer> flight = flights.join("b", () -> 1);
    IOException meanwhile = new IOException("just changed");
    assertFalse(flights.alone("b", () -> fail("a flight is in work"), meanwhile));
    assertEquals(Set.of("b"), flights.inWork().keySet());
    tasks.remove().run();
    assertEquals(1, flight.get());
    List<CompletableFuture<Integer>> asked = new ArrayList<>();
    assertTrue(flights.alone("b", () -> asked.add(flights.join("b", () -> 2)), meanwhile));
    ExecutionException e = assertThrows(ExecutionException.class, asked.get(0)::get);
    assertSame(meanwhile, e.getCause());
    assertEquals(Set.of(), flights.inWork().keySet());
    assertTrue(tasks.isEmpty());
  }

  @Test
  void anErrorEndsTheFlightToo() {
    CompletableFuture<Integer> flight =
        flights.join(
            "b",
            () -> {
              throw new StackOverflowError();
            });
    tasks.remove().run();
    assertTrue(flight.isCompletedExceptionally());
  }

  @Test
  void anExecutorWithoutThreadsFailsTheFlightAndLeavesNothing() throws Exception {
    boolean[] exhausted = {true};
    Flights<String, Integer> starved =
        new Flights<>(
            task -> {
              if (exhausted[0]) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              task.run();
            });
    assertTrue(starved.join("b", () -> 1).isCompletedExceptionally());
    exhausted[0] = false;
    assertEquals(2, starved.join("b", () -> 2).get());
  }

  @Test
  void aFullExecutorFailsTheFlightAndLeavesNothing() throws Exception {
    boolean[] full = {true};
    Flights<String, Integer> bounded =
        new Flights<>(
            task -> {
              if (full[0]) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            });
    assertTrue(bounded.join("b", () -> 1).isCompletedExceptionally());
    full[0] = false;
    assertEquals(2, bounded.join("b", () -> 2).get());
  }
}
