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
 * The time of the next check of each crossover of a realm, and which crossovers the KDC asked for.
 * The threads that answer the KDC's questions write here, and {@link KeyMaintenance} reads. It
 * holds no more entries than the database has principals, and is empty at the start. Thread-safe.
 */
public final class Schedule {
  /** The delay between a change or first use of a crossover and its check. */
  static final Duration CHECK_DELAY = Duration.ofSeconds(5);

  private static final long MIN_WAIT_MILLIS = 100;

  private final InstantSource clock;
  private final Map<PrincipalName, Instant> due = new HashMap<>();
  private final Set<PrincipalName> asked = new HashSet<>();
  private final Map<PrincipalName, Instant> lastAsked = new HashMap<>();
  private boolean closed;

  public Schedule(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that the KDC asked for the crossover and has its answer. */
  public synchronized void asked(PrincipalName name) {
    Instant now = clock.instant();
    lastAsked.put(name, now);
    if (asked.add(name)) {
      checkAt(name, now.plus(CHECK_DELAY));
    }
  }

  /** When the KDC last asked for the crossover; empty if it has not since the daemon's start. */
  public synchronized Optional<Instant> lastAsked(PrincipalName name) {
    return Optional.ofNullable(lastAsked.get(name));
  }

  /** True if the KDC asked for the crossover since its newest key was written. */
  public synchronized boolean wasAsked(PrincipalName name) {
    return asked.contains(name);
  }

  /** Forgets uses and checks of the key before the one just written. */
  synchronized void keyWritten(PrincipalName name) {
    asked.remove(name);
    due.remove(name);
    checkAt(name, clock.instant().plus(CHECK_DELAY));
  }

  /** For a crossover that no longer exists. */
  synchronized void forget(PrincipalName name) {
    asked.remove(name);
    lastAsked.remove(name);
    due.remove(name);
  }

  /** Schedules a check, unless an earlier one is scheduled already. */
  synchronized void checkAt(PrincipalName name, Instant when) {
    due.merge(name, when, Comparables::min);
    notifyAll();
  }

  /** Removes and returns the crossovers whose check is due. */
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

  /** When the next check is due; empty if none is scheduled. */
  synchronized Optional<Instant> next() {
    return due.values().stream().min(Instant::compareTo);
  }

  /** Ends every {@link #await} now, and later ones at once. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Waits until a check is due, at most {@code longest}. It waits for 100 ms at least, to prevent a
   * busy loop.
   */
  // The caller checks what is due after each wait, and waits again.
  @SuppressWarnings("WaitNotInLoop")
  synchronized void await(Duration longest) throws InterruptedException {
    if (closed) {
      return;
    }
    long left =
        next().map(when -> Duration.between(clock.instant(), when)).orElse(longest).toMillis();
    wait(Math.max(MIN_WAIT_MILLIS, Math.min(left + 1, longest.toMillis())));
  }
}
