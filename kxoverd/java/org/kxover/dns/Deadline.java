package org.kxover.dns;

import java.time.Duration;

/** The moment by which a look-up ends, whatever it has learnt by then. */
public final class Deadline {
  private final long nanoTime;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** That long from now; zero or less has passed already. */
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** What is left, in nanoseconds; zero where nothing is. */
  public long nanosLeft() {
    return Math.max(0, nanoTime - System.nanoTime());
  }

  public boolean hasPassed() {
    return nanosLeft() == 0;
  }

  /** This one, or {@code limit} from now where that is earlier. */
  Deadline atMost(Duration limit) {
    Deadline other = in(limit);
    return other.nanoTime - nanoTime < 0 ? other : this;
  }
}
