package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.kxover.base.Comparables;
import org.kxover.base.RecentMap;
import org.kxover.kerberos.PrincipalName;

/**
 * The time of the next check of crossovers of a realm, and which crossovers the KDC asked for. The
 * threads that answer the KDC's questions write here, and {@link KeyMaintenance} reads. It is empty
 * at the start. It keeps the checks that are due next; those that it forgets must be found in the
 * database again. It forgets checks that are due long after the next pass through the database,
 * because that pass finds them anyway. Thread-safe.
 */
public final class Schedule {
  /** The delay between a change or first use of a crossover and its check. */
  static final Duration CHECK_DELAY = Duration.ofSeconds(5);

  /** The most checks, and the most crossovers whose use is remembered: two megabytes. */
  static final int MAX_ENTRIES = 5_000;

  /**
   * Checks that are due within this time of now, or of the beginning of the next pass, are kept. A
   * pass through a million crossovers takes an hour.
   */
  static final Duration PASS_TIME = Duration.ofHours(2);

  private static final long MIN_WAIT_MILLIS = 100;

  /**
   * @param number tells apart checks at one time
   */
  private record Check(Instant when, long number, PrincipalName name) {}

  /**
   * @param newest true if the KDC asked since the newest key was written
   */
  private record Use(Instant last, boolean newest) {}

  private final InstantSource clock;
  private final Map<PrincipalName, Check> checks = new HashMap<>();
  private final NavigableSet<Check> inOrder =
      new TreeSet<>(Comparator.comparing(Check::when).thenComparing(Check::number));
  private final Map<PrincipalName, Use> uses = new RecentMap<>(MAX_ENTRIES);
  private Optional<Instant> forgotten = Optional.empty();
  private Instant nextPass = Instant.MAX;
  private long numbers;
  private boolean closed;

  public Schedule(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that the KDC asked for the crossover and has its answer. */
  public synchronized void asked(PrincipalName name) {
    Instant now = clock.instant();
    Use before = uses.put(name, new Use(now, true));
    if (before == null || !before.newest()) {
      checkAt(name, now.plus(CHECK_DELAY));
    }
  }

  /** When the KDC last asked for the crossover; empty if it has not, or not recently. */
  public synchronized Optional<Instant> lastAsked(PrincipalName name) {
    return Optional.ofNullable(uses.get(name)).map(Use::last);
  }

  /** True if the KDC asked for the crossover since its newest key was written. */
  public synchronized boolean wasAsked(PrincipalName name) {
    return Optional.ofNullable(uses.get(name)).filter(Use::newest).isPresent();
  }

  /** Forgets uses and checks of the key before the one just written. */
  synchronized void keyWritten(PrincipalName name) {
    uses.computeIfPresent(name, (same, use) -> new Use(use.last(), false));
    remove(name);
    checkAt(name, clock.instant().plus(CHECK_DELAY));
  }

  /** For a crossover that no longer exists. */
  synchronized void forget(PrincipalName name) {
    uses.remove(name);
    remove(name);
  }

  private void remove(PrincipalName name) {
    Check check = checks.remove(name);
    if (check != null) {
      inOrder.remove(check);
    }
  }

  /**
   * Schedules a check, unless an earlier one is scheduled already. A check long after the next pass
   * is forgotten. Above the limit, the latest check is forgotten.
   */
  synchronized void checkAt(PrincipalName name, Instant when) {
    Check before = checks.get(name);
    if (before != null && !before.when().isAfter(when)) {
      return;
    }
    remove(name);
    if (isAfterNextPass(when)) {
      noteForgotten(when);
      return;
    }
    Check check = new Check(when, numbers++, name);
    checks.put(name, check);
    inOrder.add(check);
    if (inOrder.size() > MAX_ENTRIES) {
      Check latest = inOrder.last();
      remove(latest.name());
      noteForgotten(latest.when());
    }
    notifyAll();
  }

  /** The next pass may be late. Checks that are due soon do not wait for it. */
  private boolean isAfterNextPass(Instant when) {
    return Duration.between(Comparables.max(nextPass, clock.instant()), when).compareTo(PASS_TIME)
        > 0;
  }

  private void noteForgotten(Instant when) {
    forgotten = Optional.of(forgotten.map(at -> Comparables.min(at, when)).orElse(when));
  }

  /** Notes when the next pass begins, which finds all checks that are due after it. */
  synchronized void passAt(Instant next) {
    nextPass = next;
  }

  /**
   * When the first forgotten check is due; empty if none was forgotten since the last {@link
   * #remembersAll}.
   */
  synchronized Optional<Instant> firstForgotten() {
    return forgotten;
  }

  /** The database is read once more, so that each check will have been scheduled again. */
  synchronized void remembersAll() {
    forgotten = Optional.empty();
  }

  /** Removes and returns the crossovers whose check is due. */
  synchronized List<PrincipalName> takeDue() {
    Instant now = clock.instant();
    List<PrincipalName> taken = new ArrayList<>();
    while (!inOrder.isEmpty() && !inOrder.first().when().isAfter(now)) {
      PrincipalName name = inOrder.first().name();
      remove(name);
      taken.add(name);
    }
    return taken;
  }

  /** When the next check is due; empty if none is scheduled. */
  synchronized Optional<Instant> next() {
    return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.first().when());
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
