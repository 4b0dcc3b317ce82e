package org.kxover.discovery;

import java.time.Duration;

/** The word that {@link Duration} lacks. */
final class Durations {
  private Durations() {}

  static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
