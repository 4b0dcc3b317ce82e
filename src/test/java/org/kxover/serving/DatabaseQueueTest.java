package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kxover.event.CrossingException;

class DatabaseQueueTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now;
  private long slept;
  private Optional<Duration> timePerKey = Optional.empty();
  private final DatabaseQueue queue =
      new DatabaseQueue(
          new WaitClock(
              () -> now,
              nanos -> {
                now += nanos;
                slept += nanos;
              }),
          () -> timePerKey);

  private void take(int count) throws CrossingException {
    for (int i = 0; i < count; i++) {
      queue.take(now + 10 * SECOND).close();
    }
  }

  @Test
  void eightASecondAfterABurstOfOneSecond() throws Exception {
    take(9);
    assertEquals(0, slept);
    take(16);
    assertEquals(2 * SECOND, slept);
  }

  @Test
  void aFastDatabaseIsAskedMoreOften() throws Exception {
    take(9);
    timePerKey = Optional.of(Duration.ofMillis(2));
    take(1);
    slept = 0;
    take(25);
    assertEquals(SECOND, slept);
  }

  @Test
  void aCallerThatWouldBeTooLateTakesNoTurn() throws Exception {
    take(9);
    assertThrows(CrossingException.class, () -> queue.take(now));
    assertThrows(CrossingException.class, () -> queue.take(now + SECOND / 16));
    assertEquals(0, slept);
    take(1);
    assertEquals(SECOND / 8, slept);
  }
}
