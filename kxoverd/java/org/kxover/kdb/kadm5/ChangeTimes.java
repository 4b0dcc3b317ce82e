package org.kxover.kdb.kadm5;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long the last changes of the database took. Safe for use by many threads. */
final class ChangeTimes {
  private static final int REMEMBERED = 9;

  /** Fewer say little, as the first one also starts the program. */
  private static final int LEAST = 3;

  private final long[] nanos = new long[REMEMBERED];
  private int noted;

  synchronized void note(long took) {
    nanos[noted % REMEMBERED] = took;
    // Counts on from REMEMBERED, so that it never overflows.
    noted = noted < 2 * REMEMBERED - 1 ? noted + 1 : REMEMBERED;
  }

  /** The median, so that one slow change counts little; empty before the third change. */
  synchronized Optional<Duration> median() {
    if (noted < LEAST) {
      return Optional.empty();
    }
    long[] sorted = Arrays.copyOf(nanos, Math.min(noted, REMEMBERED));
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[sorted.length / 2]));
  }
}
