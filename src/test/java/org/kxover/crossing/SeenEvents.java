package org.kxover.crossing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kxover.event.Event;
import org.kxover.event.EventType;

/** What daemons have reported, and a wait for more. */
final class SeenEvents {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  final List<Event> all = new CopyOnWriteArrayList<>();

  synchronized void happened(Event event) {
    all.add(event);
    notifyAll();
  }

  /** Waits for the first event of that type. */
  synchronized Event await(EventType type) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Optional<Event> found = all.stream().filter(event -> event.type() == type).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no event " + type + " among " + all);
      }
      wait(1_000);
    }
  }
}
