package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.kxover.base.RecentMap;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;

/**
 * The last known content of crossovers of a realm, so that {@code kxover status} need not read the
 * database: of all, if they are few, else of those that were used, changed or read last. An entry
 * is out of date if somebody else has changed the principal since {@link Entry#at}. Thread-safe.
 */
public final class CrossoverCache {
  /** Some megabytes. */
  static final int MAX_ENTRIES = 2_000;

  private static final int KEY_OCTETS = 32;

  /**
   * @param at when it was read
   */
  public record Entry(StoredCrossover crossover, Instant at) {}

  private final byte[] key = new byte[KEY_OCTETS];
  private final Map<PrincipalName, Entry> entries = new RecentMap<>(MAX_ENTRIES);
  private final Set<PrincipalName> changed =
      Collections.newSetFromMap(new RecentMap<>(MAX_ENTRIES));
  private final Set<PrincipalName> absent = Collections.newSetFromMap(new RecentMap<>(MAX_ENTRIES));
  private NameFilter listed;

  /** The filter of each listing that has begun and not ended. There may be several. */
  private final Set<NameFilter> beingListed = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param random for a secret of this object's own
   */
  public CrossoverCache(RandomGenerator random) {
    random.nextBytes(key);
    listed = new NameFilter(key);
    listed.shrink();
  }

  /** Notes what was read because somebody needed it. */
  synchronized void update(PrincipalName name, Optional<StoredCrossover> found, Instant now) {
    changed.remove(name);
    if (found.isPresent()) {
      entries.put(name, new Entry(found.get(), now));
      absent.remove(name);
      listed.add(name);
      beingListed.forEach(names -> names.add(name));
    } else {
      entries.remove(name);
      absent.add(name);
    }
  }

  /** As {@link #update}, but forgets no other crossover for this one. */
  synchronized void updateIfRoom(PrincipalName name, Optional<StoredCrossover> found, Instant now) {
    if (found.isEmpty() || entries.size() < MAX_ENTRIES || entries.containsKey(name)) {
      update(name, found, now);
    } else {
      changed.remove(name);
      absent.remove(name);
    }
  }

  /**
   * Notes what was seen in passing, if there is room.
   *
   * @return false if it may have changed since, so that it must be read
   */
  synchronized boolean updateFromWalk(CrossoverWalk.Seen seen) {
    PrincipalName name = seen.crossover().name();
    Entry before = entries.get(name);
    if (changed.contains(name)
        || absent.contains(name)
        || (before != null && before.at().isAfter(seen.at()))) {
      return false;
    }
    if (before != null || entries.size() < MAX_ENTRIES) {
      entries.put(name, new Entry(seen.crossover(), seen.at()));
    }
    return true;
  }

  /** Marks a principal that we made or changed. Key maintenance reads it soon. */
  synchronized void markChanged(PrincipalName name) {
    changed.add(name);
  }

  /** Begins to note which principals the database has. */
  synchronized Listing beginListing() {
    return new Listing();
  }

  /** The names that the database has. For one thread, which closes it. */
  final class Listing implements AutoCloseable {
    private final NameFilter names = new NameFilter(key);
    private final Set<PrincipalName> unlisted = new HashSet<>(entries.keySet());

    private Listing() {
      beingListed.add(names);
    }

    void add(PrincipalName name) {
      synchronized (CrossoverCache.this) {
        names.add(name);
        unlisted.remove(name);
      }
    }

    /**
     * Ends the listing.
     *
     * @return cached principals that are not in it: deleted, or made meanwhile
     */
    Set<PrincipalName> end() {
      synchronized (CrossoverCache.this) {
        names.shrink();
        listed = names;
        beingListed.remove(names);
        return Set.copyOf(unlisted);
      }
    }

    @Override
    public void close() {
      synchronized (CrossoverCache.this) {
        beingListed.remove(names);
      }
    }
  }

  /**
   * True if the database had the principal when it was last listed or read; rarely, for another
   * principal too.
   */
  synchronized boolean has(PrincipalName name) {
    return entries.containsKey(name)
        || (!absent.contains(name)
            && (listed.mayHave(name)
                || beingListed.stream().anyMatch(names -> names.mayHave(name))));
  }

  /** True if the database may have more crossovers than this cache. */
  public synchronized boolean isFull() {
    return entries.size() >= MAX_ENTRIES;
  }

  /** All entries, in no order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The principals that were changed first since they were read; at most {@code max}. */
  public synchronized List<PrincipalName> changed(int max) {
    return changed.stream().limit(max).toList();
  }
}
