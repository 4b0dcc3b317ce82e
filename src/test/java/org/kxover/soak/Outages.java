package org.kxover.soak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Periods in which a component was down, so that a ticket could be refused. Thread-safe. */
final class Outages {
  private record Outage(Instant from, Instant till) {}

  private final List<Outage> past = new ArrayList<>();
  private Instant start;

  synchronized void begin() {
    start = Instant.now();
  }

  synchronized void end() {
    past.add(new Outage(start, Instant.now()));
    start = null;
    notifyAll();
  }

  /** True if something was down at any time in this period. */
  synchronized boolean overlap(Instant from, Instant till) {
    return (start != null && start.isBefore(till))
        || past.stream().anyMatch(t -> t.from().isBefore(till) && t.till().isAfter(from));
  }

  synchronized boolean isOngoing() {
    return start != null;
  }

  /** Waits until no outage is ongoing. */
  synchronized void awaitEnd() throws InterruptedException {
    while (start != null) {
      wait();
    }
  }
}
