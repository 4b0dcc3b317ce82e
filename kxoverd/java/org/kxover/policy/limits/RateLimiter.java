package org.kxover.policy.limits;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets things begin one after the other, and not more than so many a second. First come, first
 * served. Who would come too late for its own limit of time takes no turn: else, in a crowd, all
 * would, and none would be served.
 */
public final class RateLimiter {
  /** So many may begin at once after a quiet time, each second's worth. */
  private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** As {@link TimeUnit#NANOSECONDS}'s. */
  public interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  private final long nanosEach;
  private final LongSupplier clock;
  private final Sleeper sleeper;
  private long next;

  /**
   * @param clock as {@link System#nanoTime}
   */
  public RateLimiter(int perSecond, LongSupplier clock, Sleeper sleeper) {
    this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.clock = clock;
    this.sleeper = sleeper;
    this.next = clock.getAsLong() - BURST_NANOS;
  }

  /** By the clock of this machine. */
  public static RateLimiter of(int perSecond) {
    return new RateLimiter(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * Returns when the caller's thing may begin, or at once where that would be too late.
   *
   * @return whether it may begin
   */
  public boolean await(Duration most) throws InterruptedException {
    long wait = reserve(most.toNanos());
    if (wait > most.toNanos()) {
      return false;
    }
    if (wait > 0) {
      sleeper.sleep(wait);
    }
    return true;
  }

  private synchronized long reserve(long most) {
    long now = clock.getAsLong();
    if (now - next > BURST_NANOS) {
      next = now - BURST_NANOS;
    }
    long wait = next - now;
    if (wait <= most) {
      next += nanosEach;
    }
    return wait;
  }
}
