package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.base.Comparables;
import org.kxover.kerberos.PrincipalName;

/**
 * When each crossover of a realm wants to be looked at, and which of them the KDC asked for: what
 * the threads that answer questions tell {@link KeyMaintenance}. It holds no more than there are
 * principals in the database, and begins empty. Safe for use by many threads.
 */
public final class Schedule {
  /** After something happened to a crossover it is looked at so much later. */
  static final Duration SOON = Duration.ofSeconds(5);

  private static final long LEAST_WAIT_MILLIS = 100;

  private final InstantSource clock;
  private final Map<PrincipalName, Instant> due = new HashMap<>();
  private final Set<PrincipalName> asked = new HashSet<>();
  private final Map<PrincipalName, Instant> lastAsked = new HashMap<>();
  private boolean closed;

  public Schedule(InstantSource clock) {
    this.clock = clock;
  }

  /** The KDC asked for that crossover, and has its answer. */
  public synchronized void asked(PrincipalName name) {
    Instant now = clock.instant();
    lastAsked.put(name, now);
    if (asked.add(name)) {
      at(name, now.plus(SOON));
    }
  }

  /** When the KDC asked for that crossover last; empty where it did not since the start. */
  public synchronized Optional<Instant> lastAsked(PrincipalName name) {
    return Optional.ofNullable(lastAsked.get(name));
  }

  /** Whether the KDC asked for that crossover since its newest key was written. */
  public synchronized boolean wasAsked(PrincipalName name) {
    return asked.contains(name);
  }

  /** A key of that crossover was written: what was known and planned is of the one before. */
  synchronized void wrote(PrincipalName name) {
    asked.remove(name);
    due.remove(name);
    at(name, clock.instant().plus(SOON));
  }

  /** There is no such crossover any more. */
  synchronized void forget(PrincipalName name) {
    asked.remove(name);
    lastAsked.remove(name);
    due.remove(name);
  }

  /** That crossover is to be looked at then, or earlier where that is planned already. */
  synchronized void at(PrincipalName name, Instant when) {
    due.merge(name, when, Comparables::min);
    notifyAll();
  }

  /** All that is due now, taken off the agenda. */
  synchronized List<PrincipalName> takeDue() {
    Instant now = clock.instant();
    List<PrincipalName> taken = new ArrayList<>();
    due.forEach(
        (name, when) -> {
          if (!when.isAfter(now)) {
            taken.add(name);
          }
        });
    taken.forEach(due::remove);
    return taken;
  }

  /** When the next is due; empty for never. */
  synchronized Optional<Instant> next() {
    return due.values().stream().min(Instant::compareTo);
  }

  /** Ends the wait for what is due, and every later one. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits until something may be due: never for nothing, and at most that long. */
  // The caller looks what is due after each wait, and waits again.
  @SuppressWarnings("WaitNotInLoop")
  synchronized void await(Duration longest) throws InterruptedException {
    if (closed) {
      return;
    }
    long left =
        next().map(when -> Duration.between(clock.instant(), when)).orElse(longest).toMillis();
    wait(Math.max(LEAST_WAIT_MILLIS, Math.min(left + 1, longest.toMillis())));
  }
}
