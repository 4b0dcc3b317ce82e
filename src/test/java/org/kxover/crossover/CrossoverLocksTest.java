package org.kxover.crossover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;

@Timeout(60)
class CrossoverLocksTest {
  private final CrossoverLocks locks = new CrossoverLocks(Duration.ofMillis(20));

  private CompletableFuture<FailureReason> lockInAnotherThread() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (CrossoverLocks.Held held = locks.hold(A_TO_B)) {
            return null;
          } catch (CrossingException e) {
            return e.failureReason();
          }
        });
  }

  @Test
  void oneAtATimeAndNobodyWaitsForEver() throws Exception {
    try (CrossoverLocks.Held held = locks.hold(A_TO_B)) {
      assertEquals(FailureReason.BUSY, lockInAnotherThread().get());
    }
    assertEquals(null, lockInAnotherThread().get());
  }

  @Test
  void aLockIsReleasedAfterAnException() throws Exception {
    assertThrows(
        ExecutionException.class,
        () ->
            CompletableFuture.runAsync(
                    () -> {
                      try (CrossoverLocks.Held held = locks.hold(A_TO_B)) {
                        throw new IllegalStateException("in the middle");
                      } catch (CrossingException e) {
                        // The lock is free, so this does not happen.
                      }
                    })
                .get());
    assertEquals(null, lockInAnotherThread().get());
  }
}
