package org.kxover.policy.limits;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits how many operations may begin in a second. Callers are served in the order of their calls.
 *
 * <p>A caller whose turn would come after its own time limit takes no turn. Otherwise turns would
 * be wasted on callers that gave up, and under load nobody would be served in time.
 */
public final class RateLimiter {
  /** After a quiet time the operations of one second may begin at once. */
  private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Sleeps like {@link TimeUnit#sleep} of {@link TimeUnit#NANOSECONDS}. */
  public interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  private final LongSupplier interval;
  private final LongSupplier clock;
  private final Sleeper sleeper;
  private long next;

  /**
   * @param clock a clock like {@link System#nanoTime}
   */
  public RateLimiter(int perSecond, LongSupplier clock, Sleeper sleeper) {
    this(() -> TimeUnit.SECONDS.toNanos(1) / perSecond, clock, sleeper);
  }

  /**
   * A limiter whose rate may change.
   *
   * @param interval nanoseconds from the operation that begins now to the next one
   * @param clock a clock like {@link System#nanoTime}
   */
  public RateLimiter(LongSupplier interval, LongSupplier clock, Sleeper sleeper) {
    this.interval = interval;
    this.clock = clock;
    this.sleeper = sleeper;
    this.next = clock.getAsLong() - BURST_NANOS;
  }

  /** A limiter that uses the system clock. */
  public static RateLimiter of(int perSecond) {
    return new RateLimiter(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * Waits for the caller's turn. Returns at once if the turn would come after {@code limit}.
   *
   * @return true if the operation may begin
   */
  public boolean await(Duration limit) throws InterruptedException {
    long wait = reserve(limit.toNanos());
    if (wait > limit.toNanos()) {
      return false;
    }
    if (wait > 0) {
      sleeper.sleep(wait);
    }
    return true;
  }

  private synchronized long reserve(long limit) {
    long now = clock.getAsLong();
    if (now - next > BURST_NANOS) {
      next = now - BURST_NANOS;
    }
    long wait = next - now;
    if (wait <= limit) {
      next += interval.getAsLong();
    }
    return wait;
  }
}
