package org.kxover.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.CapturedLog;

@Timeout(60)
class RoundsTest {
  /** Else the metrics would show for ever what was seen before. */
  @Test
  void anErrorEndsOneRoundOnly() throws Exception {
    List<Throwable> errors =
        List.of(
            new IllegalStateException("a bug"),
            new OutOfMemoryError("unable to create native thread"));
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(errors.size() + 1);
    try (CapturedLog log = new CapturedLog(Level.ERROR);
        Rounds watch =
            new Rounds(
                "test",
                Duration.ofMillis(1),
                () -> {
                  done.countDown();
                  int round = rounds.getAndIncrement();
                  if (round < errors.size()) {
                    raise(errors.get(round));
                  }
                  return Duration.ofDays(1);
                })) {
      watch.start();
      assertTrue(done.await(30, TimeUnit.SECONDS), rounds + " rounds");
      assertEquals(errors.size(), log.messages().size());
    }
  }

  private static void raise(Throwable error) {
    if (error instanceof Error unchecked) {
      throw unchecked;
    }
    throw (RuntimeException) error;
  }
}
