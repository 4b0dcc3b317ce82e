package org.kxover.serving;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kxover.policy.limits.RateLimiter;

/**
 * The time by which peers wait for the database.
 *
 * @param nanos a clock like {@link System#nanoTime}
 * @param sleeper sleeps by that clock
 */
public record WaitClock(LongSupplier nanos, RateLimiter.Sleeper sleeper) {
  /** The clock of this machine. */
  public static WaitClock ofSystem() {
    return new WaitClock(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }
}
