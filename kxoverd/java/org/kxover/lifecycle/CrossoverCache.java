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
 * The last known content of each crossover of a realm, so that {@code kxover status} need not read
 * the database. It holds no more entries than the database has principals. An entry is out of date
 * if somebody else has changed the principal since {@link Entry#at}. Thread-safe.
 */
public final class CrossoverCache {
  /**
   * @param at when it was read
   */
  public record Entry(StoredCrossover crossover, Instant at) {}

  private final Map<PrincipalName, Entry> entries = new HashMap<>();
  private final Set<PrincipalName> unread = new HashSet<>();
  private final Set<PrincipalName> changed = new LinkedHashSet<>();

  synchronized void update(PrincipalName name, Optional<StoredCrossover> found, Instant now) {
    unread.remove(name);
    changed.remove(name);
    if (found.isPresent()) {
      entries.put(name, new Entry(found.get(), now));
    } else {
      entries.remove(name);
    }
  }

  /** Marks a principal that we made or changed. Key maintenance reads it soon. */
  synchronized void markChanged(PrincipalName name) {
    changed.add(name);
  }

  /**
   * Notes which principals the database has.
   *
   * @return cached principals that are not in the list: deleted, or made after the list
   */
  synchronized List<PrincipalName> compareWithListing(Collection<PrincipalName> names) {
    Set<PrincipalName> all = new HashSet<>(names);
    List<PrincipalName> others = new ArrayList<>();
    entries.keySet().stream().filter(name -> !all.contains(name)).forEach(others::add);
    unread.clear();
    names.stream().filter(name -> !entries.containsKey(name)).forEach(unread::add);
    return others;
  }

  /** True if the database had the principal when it was last listed or read. */
  synchronized boolean has(PrincipalName name) {
    return entries.containsKey(name) || unread.contains(name);
  }

  /** All entries, in no order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The principals that were changed first since they were read; at most {@code max}. */
  public synchronized List<PrincipalName> changed(int max) {
    return changed.stream().limit(max).toList();
  }

  /** The principals in the database that were not read yet, or cannot be read. */
  public synchronized Set<PrincipalName> unread() {
    return Set.copyOf(unread);
  }
}
