package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kxover.event.CrossingException;

class DatabaseQueueTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now;
  private long slept;
  private final DatabaseQueue queue =
      new DatabaseQueue(
          new WaitClock(
              () -> now,
              nanos -> {
                now += nanos;
                slept += nanos;
              }));

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
  void aCallerThatWouldBeTooLateTakesNoTurn() throws Exception {
    take(9);
    assertThrows(CrossingException.class, () -> queue.take(now));
    assertThrows(CrossingException.class, () -> queue.take(now + SECOND / 16));
    assertEquals(0, slept);
    take(1);
    assertEquals(SECOND / 8, slept);
  }
}
