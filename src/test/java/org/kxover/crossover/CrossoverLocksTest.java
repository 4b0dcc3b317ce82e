package org.kxover.crossover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

@Timeout(60)
class CrossoverLocksTest {
  private final CrossoverLocks locks = new CrossoverLocks(Duration.ofMillis(20), new Random(1));

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

  /** Java's hash of these names is the same, so a peer that has one could aim at the other. */
  @Test
  void aSecretChoosesTheLock() {
    List<PrincipalName> aimed =
        Stream.of("AXAX", "AXB9", "B9AX", "B9B9")
            .map(label -> PrincipalName.crossover(B, new Realm(label + ".EXAMPLE")))
            .toList();
    assertEquals(1, aimed.stream().map(name -> name.toString().hashCode()).distinct().count());
    List<List<Integer>> chosen =
        IntStream.range(0, 100)
            .mapToObj(
                seed -> {
                  CrossoverLocks some = new CrossoverLocks(Duration.ofMillis(20), new Random(seed));
                  return aimed.stream().map(some::lockOf).toList();
                })
            .toList();
    assertTrue(chosen.stream().distinct().count() > 90, "each key chooses in its own way");
    long together = chosen.stream().filter(locks -> locks.get(0).equals(locks.get(1))).count();
    assertTrue(together < 10, together + " of 100 keys give two names one lock");
    assertEquals(locks.lockOf(A_TO_B), locks.lockOf(A_TO_B));
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
