package org.kxover.lifecycle;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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

  private record Count(Role role, int keys) {}

  private final Map<PrincipalName, Optional<Count>> remembered = new RecentMap<>(MAX_REMEMBERED);
  private final Map<Role, Long> counts = zero();
  private final Map<Role, Long> pass = zero();
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
        found.flatMap(stored -> stored.role().map(role -> new Count(role, stored.keys().size())));
    Optional<Count> before = remembered.get(name);
    if (before != null || small) {
      add(counts, before == null ? Optional.empty() : before, -1);
      add(counts, now, 1);
    }
    if (inPass) {
      add(pass, now, 1);
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
  }

  /** The counts of the pass are exact. */
  synchronized void endPass() {
    passed = true;
    if (!small) {
      counts.putAll(pass);
    }
  }

  /** The numbers now; before the end of the first pass, of what was read so far. */
  synchronized Map<Role, Long> all() {
    return new EnumMap<>(small || passed ? counts : pass);
  }
}
