package org.kxover.serving;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.policy.limits.RateLimiter;

/**
 * Other realms' turns at our database, one after the other: our own KDC's questions queue there
 * too, and shall not find a crowd before them.
 */
final class DatabaseQueue {
  /**
   * Keys that other realms get in a second. Each is four changes of the database, for each of which
   * our KDC waits, some milliseconds where that is on a disk; and other realms can have us write as
   * often as they like.
   */
  private static final int PER_SECOND = 8;

  private final Semaphore turn = new Semaphore(1, true);
  private final LongSupplier nanos;
  private final RateLimiter pace;

  DatabaseQueue() {
    this(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  DatabaseQueue(LongSupplier nanos, RateLimiter.Sleeper sleeper) {
    this.nanos = nanos;
    this.pace = new RateLimiter(PER_SECOND, nanos, sleeper);
  }

  /** A turn, till it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn, as long as whoever asked for what is to be written waits.
   *
   * @param end of that, by the same clock
   * @throws CrossingException where it has come: nothing is to be written then
   */
  Turn take(long end) throws CrossingException {
    try {
      long left = end - nanos.getAsLong();
      if (left > 0 && turn.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        boolean taken = false;
        try {
          taken = pace.await(Duration.ofNanos(Math.max(0, end - nanos.getAsLong())));
          if (taken) {
            return turn::release;
          }
        } finally {
          if (!taken) {
            turn.release();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CrossingException(FailureReason.BUSY, "too many other realms wait for the database");
  }
}
