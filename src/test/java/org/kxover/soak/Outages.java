package org.kxover.soak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When something was down, and a ticket may be refused. Safe for use by many threads. */
final class Outages {
  private record Trouble(Instant from, Instant till) {}

  private final List<Trouble> troubles = new ArrayList<>();
  private Instant since;

  synchronized void breakIt() {
    since = Instant.now();
  }

  /** All is as before. */
  synchronized void mend() {
    troubles.add(new Trouble(since, Instant.now()));
    since = null;
    notifyAll();
  }

  /** Whether something was down at any time between these. */
  synchronized boolean wasBroken(Instant from, Instant till) {
    return since != null && since.isBefore(till)
        || troubles.stream().anyMatch(t -> t.from().isBefore(till) && t.till().isAfter(from));
  }

  synchronized boolean isCalm() {
    return since == null;
  }

  /** Waits until nothing is down. */
  synchronized void await() throws InterruptedException {
    while (since != null) {
      wait();
    }
  }
}
