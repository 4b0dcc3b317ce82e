package org.kxover.serving;

import java.time.Duration;
import java.util.Optional;

/**
 * How many keys other realms get in a second. Our KDC has to wait while the database is changed, so
 * the pace follows from how long that takes.
 */
final class KeyPace {
  /** For a database whose changes are not timed. */
  static final int LEAST = 8;

  static final int MOST = 40;

  /** The part of each second that the changes may take. */
  private static final double SHARE = 0.05;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private KeyPace() {}

  /**
   * @param timePerKey how long the changes for one key take; empty if nobody knows
   */
  static int perSecond(Optional<Duration> timePerKey) {
    return timePerKey
        .map(time -> Math.max(1, time.toNanos()))
        .map(nanos -> (int) Math.max(LEAST, Math.min(MOST, (long) (SHARE * SECOND / nanos))))
        .orElse(LEAST);
  }

  /** Nanoseconds from one key to the next. */
  static long interval(Optional<Duration> timePerKey) {
    return SECOND / perSecond(timePerKey);
  }
}
