package org.kxover.policy.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final int A_SECOND = 100;
  private static final Duration LONG = Duration.ofMinutes(1);

  private long now = Long.MAX_VALUE - 5;
  private long slept;
  private final RateLimiter pace =
      new RateLimiter(
          A_SECOND,
          () -> now,
          nanos -> {
            now += nanos;
            slept += nanos;
          });

  @Test
  void aSecondsWorthBeginsAtOnceAndTheRestAtThePace() throws Exception {
    for (int i = 0; i <= A_SECOND; i++) {
      pace.await(LONG);
    }
    assertEquals(0, slept);
    for (int i = 0; i < 3 * A_SECOND; i++) {
      pace.await(LONG);
    }
    assertEquals(TimeUnit.SECONDS.toNanos(3), slept);
  }

  @Test
  void whoWouldComeTooLateTakesNoTurn() throws Exception {
    for (int i = 0; i < 2 * A_SECOND; i++) {
      assertTrue(pace.await(LONG));
    }
    now -= slept;
    slept = 0;
    for (int i = 0; i < A_SECOND; i++) {
      assertFalse(pace.await(Duration.ofMillis(500)));
    }
    assertEquals(0, slept);
    now += TimeUnit.MILLISECONDS.toNanos(500);
    assertTrue(pace.await(Duration.ofMillis(500)), "who was refused is not waited for");
  }

  @Test
  void aQuietDayEarnsNoMoreThanASecond() throws Exception {
    now += TimeUnit.DAYS.toNanos(1);
    for (int i = 0; i < 2 * A_SECOND; i++) {
      pace.await(LONG);
    }
    assertEquals(TimeUnit.MILLISECONDS.toNanos(990), slept);
  }
}
