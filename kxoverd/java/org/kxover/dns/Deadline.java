package org.kxover.dns;

import java.time.Duration;

/** The time by which a lookup must return, with or without an answer. */
public final class Deadline {
  private final long nanoTime;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A deadline {@code limit} from now. With a limit of zero or less it has already passed. */
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** The remaining time in nanoseconds, never negative. */
  public long nanosLeft() {
    return Math.max(0, nanoTime - System.nanoTime());
  }

  public boolean hasPassed() {
    return nanosLeft() == 0;
  }

  /** The earlier of this deadline and {@code limit} from now. */
  Deadline atMost(Duration limit) {
    Deadline other = in(limit);
    return other.nanoTime - nanoTime < 0 ? other : this;
  }
}
