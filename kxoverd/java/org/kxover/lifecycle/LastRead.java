package org.kxover.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;

/**
 * What was read of each crossover of a realm when its principal was looked at last, so that an
 * overview costs the database nothing. It holds no more than there are principals in the database,
 * and may be behind where another hand changes one: {@link Entry#at} tells by how much. Safe for
 * use by many threads.
 */
public final class LastRead {
  /**
   * @param at when it was read
   */
  public record Entry(StoredCrossover crossover, Instant at) {}

  private final Map<PrincipalName, Entry> entries = new HashMap<>();
  private final Set<PrincipalName> unread = new HashSet<>();
  private final Set<PrincipalName> changed = new LinkedHashSet<>();

  synchronized void read(PrincipalName name, Optional<StoredCrossover> found, Instant now) {
    unread.remove(name);
    changed.remove(name);
    if (found.isPresent()) {
      entries.put(name, new Entry(found.get(), now));
    } else {
      entries.remove(name);
    }
  }

  /** We changed that principal, or made it: the upkeep, which is told too, will read it soon. */
  synchronized void changed(PrincipalName name) {
    changed.add(name);
  }

  /**
   * These are the database's, and no others.
   *
   * @return what is held of others: they are gone, or were made since the list was
   */
  synchronized List<PrincipalName> listed(Collection<PrincipalName> names) {
    Set<PrincipalName> all = new HashSet<>(names);
    List<PrincipalName> others = new ArrayList<>();
    entries.keySet().stream().filter(name -> !all.contains(name)).forEach(others::add);
    unread.clear();
    names.stream().filter(name -> !entries.containsKey(name)).forEach(unread::add);
    return others;
  }

  /** All that was read, in no order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Those changed since they were read, the first of them; at most so many. */
  public synchronized List<PrincipalName> changed(int most) {
    return changed.stream().limit(most).toList();
  }

  /** The principals that the database has, and that were not read yet or cannot be. */
  public synchronized Set<PrincipalName> unread() {
    return Set.copyOf(unread);
  }
}
