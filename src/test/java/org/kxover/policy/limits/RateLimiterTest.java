package org.kxover.policy.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final int PER_SECOND = 100;
  private static final Duration LONG = Duration.ofMinutes(1);

  private long now = Long.MAX_VALUE - 5;
  private long slept;
  private final RateLimiter limiter =
      new RateLimiter(
          PER_SECOND,
          () -> now,
          nanos -> {
            now += nanos;
            slept += nanos;
          });

  @Test
  void aSecondsWorthBeginsAtOnceAndTheRestAtThePace() throws Exception {
    for (int i = 0; i <= PER_SECOND; i++) {
      limiter.await(LONG);
    }
    assertEquals(0, slept);
    for (int i = 0; i < 3 * PER_SECOND; i++) {
      limiter.await(LONG);
    }
    assertEquals(TimeUnit.SECONDS.toNanos(3), slept);
  }

  @Test
  void aCallerThatWouldBeTooLateTakesNoTurn() throws Exception {
    for (int i = 0; i < 2 * PER_SECOND; i++) {
      assertTrue(limiter.await(LONG));
    }
    now -= slept;
    slept = 0;
    for (int i = 0; i < PER_SECOND; i++) {
      assertFalse(limiter.await(Duration.ofMillis(500)));
    }
    assertEquals(0, slept);
    now += TimeUnit.MILLISECONDS.toNanos(500);
    assertTrue(limiter.await(Duration.ofMillis(500)), "refused callers took no turns");
  }

  @Test
  void aQuietDayEarnsNoMoreThanASecond() throws Exception {
    now += TimeUnit.DAYS.toNanos(1);
    for (int i = 0; i < 2 * PER_SECOND; i++) {
      limiter.await(LONG);
    }
    assertEquals(TimeUnit.MILLISECONDS.toNanos(990), slept);
  }
}
