package org.kxover.serving;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.CrossoverStore;
import org.kxover.policy.limits.RateLimiter;

/**
 * Lets one exchange of another realm at a time use our database, and limits their rate. The
 * questions of our own KDC need the database too and must not wait behind many other realms.
 */
final class DatabaseQueue {
  private final Semaphore turn = new Semaphore(1, true);
  private final LongSupplier nanos;
  private final RateLimiter rateLimiter;

  /**
   * @param timePerKey as {@link CrossoverStore#timePerKey}, from which the pace follows
   */
  DatabaseQueue(WaitClock clock, Supplier<Optional<Duration>> timePerKey) {
    this.nanos = clock.nanos();
    this.rateLimiter =
        new RateLimiter(() -> KeyPace.interval(timePerKey.get()), nanos, clock.sleeper());
  }

  /** The right to use the database until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn until the peer stops waiting for its answer.
   *
   * @param end when the peer stops waiting, by the clock of this queue
   * @throws CrossingException if there is no turn before {@code end}; nothing may be written then
   */
  Turn take(long end) throws CrossingException {
    try {
      long left = end - nanos.getAsLong();
      if (left > 0 && turn.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        boolean taken = false;
        try {
          taken = rateLimiter.await(Duration.ofNanos(Math.max(0, end - nanos.getAsLong())));
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
    throw new CrossingException(
        FailureReason.BUSY, "too many requests of other realms wait for the database");
  }
}
