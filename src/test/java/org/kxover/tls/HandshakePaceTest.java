package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandshakePaceTest {
  private static final int PROCESSORS = 2;
  private static final int A_SECOND = 100;

  private long now = Long.MAX_VALUE - 5;
  private long slept;
  private final HandshakePace pace =
      new HandshakePace(
          PROCESSORS,
          () -> now,
          nanos -> {
            now += nanos;
            slept += nanos;
          });

  @Test
  void aSecondsWorthBeginsAtOnceAndTheRestAtThePace() throws Exception {
    for (int i = 0; i <= A_SECOND; i++) {
      pace.await();
    }
    assertEquals(0, slept);
    for (int i = 0; i < 3 * A_SECOND; i++) {
      pace.await();
    }
    assertEquals(TimeUnit.SECONDS.toNanos(3), slept);
  }

  @Test
  void aQuietDayEarnsNoMoreThanASecond() throws Exception {
    now += TimeUnit.DAYS.toNanos(1);
    for (int i = 0; i < 2 * A_SECOND; i++) {
      pace.await();
    }
    assertEquals(TimeUnit.MILLISECONDS.toNanos(990), slept);
  }
}
