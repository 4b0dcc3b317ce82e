package org.kxover.policy.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Limits log lines that anyone on the network can cause. Without a limit the journal would drop
 * lines of all kinds when there are too many.
 */
public final class LogLimit {
  /** Lines allowed at once after a quiet time. */
  private static final int BURST = 200;

  private static final int PER_SECOND = 10;
  private static final long NANOS_PER_LINE = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private final LongSupplier nanos;
  private long lines = BURST;
  private long since;
  private long leftOut;

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public LogLimit(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /**
   * Logs a line if the limit allows it. If lines were left out before, says first how many.
   *
   * @param what the log text for lines that are left out, after their number
   */
  public void tell(Logger log, String what, Runnable line) {
    long leftOut = take();
    if (leftOut > 0) {
      log.info("{} more {}; not logged because there were too many", leftOut, what);
    }
    if (leftOut >= 0) {
      line.run();
    }
  }

  /**
   * Asks for permission to log one line.
   *
   * @return the number of lines left out since the last line; negative if this line must be left
   *     out
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
