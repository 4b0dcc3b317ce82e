package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private final Schedule schedule = new Schedule(() -> Instant.EPOCH);

  /** Key maintenance may be busy when it is closed. It must end without another wait. */
  @Test
  void awaitReturnsAtOnceAfterClose() throws Exception {
    schedule.close();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                schedule.await(Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.get(20, TimeUnit.SECONDS);
    assertEquals(Optional.empty(), schedule.next());
  }
}
