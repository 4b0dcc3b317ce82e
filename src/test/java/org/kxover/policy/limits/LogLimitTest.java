package org.kxover.policy.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private long now = Long.MAX_VALUE - 5;
  private final LogLimit limit = new LogLimit(() -> now);

  @Test
  void aFloodHasSoManyLinesAndTheNextTellsHowManyThereWereBesides() {
    for (int i = 0; i < 200; i++) {
      assertEquals(0, limit.take());
    }
    for (int i = 0; i < 1000; i++) {
      assertEquals(-1, limit.take());
    }
    now += TimeUnit.SECONDS.toNanos(1);
    assertEquals(1000, limit.take());
    for (int i = 1; i < 10; i++) {
      assertEquals(0, limit.take());
    }
    assertEquals(-1, limit.take());
  }

  @Test
  void aQuietDayAllowsNoMoreThanABurst() {
    now += TimeUnit.DAYS.toNanos(1);
    for (int i = 0; i < 200; i++) {
      assertEquals(0, limit.take());
    }
    assertEquals(-1, limit.take());
  }
}
