package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final Schedule agenda = new Schedule(() -> Instant.EPOCH);

  /** An upkeep that is busy while it is told to end must not then wait for its next turn. */
  @Test
  void noWaitBeginsAfterTheClose() throws Exception {
    agenda.close();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                agenda.await(Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.get(20, TimeUnit.SECONDS);
    assertEquals(Optional.empty(), agenda.next());
  }
}
