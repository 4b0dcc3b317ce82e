package org.kxover.dns;

import java.time.Duration;

/** The moment by which a look-up ends, whatever it has learnt by then. */
final class Deadline {
  private final long nanoTime;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** What is left, in nanoseconds; zero where nothing is. */
  long nanosLeft() {
    return Math.max(0, nanoTime - System.nanoTime());
  }

  boolean hasPassed() {
    return nanosLeft() == 0;
  }
}
