package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kxover.base.RecentMap;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;

/**
 * Counts our keys in the database, by role. In a small database the counts follow each read. In a
 * large one they are those of the last pass through it, corrected by what was read since of the
 * crossovers that are remembered. Thread-safe.
 */
final class KeyCounts {
  private static final int MAX_REMEMBERED = 2_000;

  /**
   * @param unconfirmedSince when the newest key was made, if the other realm has not confirmed it
   */
  private record Count(Role role, int keys, Optional<Instant> unconfirmedSince) {
    static Count of(Role role, StoredCrossover stored) {
      return new Count(role, stored.keys().size(), unconfirmedSince(role, stored));
    }

    /**
     * Only the realm of the services can be told that the other one has the key. While an
     * administrator keeps the principal closed, nobody asks.
     */
    private static Optional<Instant> unconfirmedSince(Role role, StoredCrossover stored) {
      return Optional.of(stored.keys())
          .filter(keys -> !stored.closed())
          .filter(keys -> role == Role.SERVICE && !keys.isEmpty())
          .map(keys -> keys.get(keys.lastKey()))
          .filter(newest -> !newest.confirmed())
          .map(newest -> newest.made().instant());
    }
  }

  private final Map<PrincipalName, Optional<Count>> remembered = new RecentMap<>(MAX_REMEMBERED);
  private final Map<Role, Long> counts = zero();
  private final Map<Role, Long> pass = zero();
  private Optional<Instant> oldestOfPass = Optional.empty();
  private Optional<Instant> oldest = Optional.empty();
  private boolean small = true;
  private boolean passed;

  private static Map<Role, Long> zero() {
    Map<Role, Long> zero = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      zero.put(role, 0L);
    }
    return zero;
  }

  /**
   * Notes what the database has of a crossover.
   *
   * @param inPass true for a read of a pass through the whole database
   */
  synchronized void read(PrincipalName name, Optional<StoredCrossover> found, boolean inPass) {
    Optional<Count> now =
        found.flatMap(stored -> stored.role().map(role -> Count.of(role, stored)));
    Optional<Count> before = remembered.get(name);
    if (before != null || small) {
      add(counts, before == null ? Optional.empty() : before, -1);
      add(counts, now, 1);
    }
    if (inPass) {
      add(pass, now, 1);
      oldestOfPass = earlier(oldestOfPass, now.flatMap(Count::unconfirmedSince));
    }
    if (found.isEmpty()) {
      remembered.remove(name);
    } else {
      small &= remembered.containsKey(name) || remembered.size() < MAX_REMEMBERED;
      remembered.put(name, now);
    }
  }

  private static void add(Map<Role, Long> counts, Optional<Count> count, int sign) {
    count.ifPresent(one -> counts.merge(one.role(), (long) sign * one.keys(), Long::sum));
  }

  synchronized void beginPass() {
    pass.putAll(zero());
    oldestOfPass = Optional.empty();
  }

  /** The counts of the pass are exact. */
  synchronized void endPass() {
    passed = true;
    oldest = oldestOfPass;
    if (!small) {
      counts.putAll(pass);
    }
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  /**
   * When the oldest key was made of those that are the newest of their crossover and that the other
   * realm has not confirmed. In a large database it is that of the last pass.
   */
  synchronized Optional<Instant> unconfirmedSince() {
    Optional<Instant> found = small ? Optional.empty() : oldest;
    for (Optional<Count> one : remembered.values()) {
      found = earlier(found, one.flatMap(Count::unconfirmedSince));
    }
    return found;
  }

  /** The numbers now; before the end of the first pass, of what was read so far. */
  synchronized Map<Role, Long> all() {
    return new EnumMap<>(small || passed ? counts : pass);
  }
}
