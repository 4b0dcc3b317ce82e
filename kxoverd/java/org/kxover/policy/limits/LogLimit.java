package org.kxover.policy.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * How many lines the log may have of what strangers do: they can make as many events as they like,
 * and the journal leaves out lines of all kinds where there are too many.
 */
public final class LogLimit {
  /** At once; then so many a second. */
  private static final int BURST = 200;

  private static final int PER_SECOND = 10;
  private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private final LongSupplier nanos;
  private long lines = BURST;
  private long since;
  private long leftOut;

  /**
   * @param nanos as {@link System#nanoTime}
   */
  public LogLimit(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /**
   * Logs a line if there is one to be had, and before it how many were left out since the last.
   *
   * @param what the lines are of, in words
   */
  public void tell(Logger log, String what, Runnable line) {
    long leftOut = take();
    if (leftOut > 0) {
      log.info("{} more {} of which the log does not tell", leftOut, what);
    }
    if (leftOut >= 0) {
      line.run();
    }
  }

  /**
   * Takes a line.
   *
   * @return how many were left out since the last one; negative where this one is to be left out
   */
  synchronized long take() {
    long earned = (nanos.getAsLong() - since) / NANOS_PER_LINE;
    since += earned * NANOS_PER_LINE;
    lines = Math.min(BURST, lines + earned);
    if (lines == 0) {
      leftOut++;
      return -1;
    }
    lines--;
    long before = leftOut;
    leftOut = 0;
    return before;
  }
}
