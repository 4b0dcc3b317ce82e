package org.kxover.lifecycle;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * A store that schedules a check of every key it writes, and caches what it last read of each
 * crossover.
 */
public final class TrackingStore extends ForwardingStore {
  private final Schedule schedule;
  private final CrossoverCache cache;
  private final InstantSource clock;

  public TrackingStore(
      CrossoverStore store, Schedule schedule, CrossoverCache cache, InstantSource clock) {
    super(store);
    this.schedule = schedule;
    this.cache = cache;
    this.clock = clock;
  }

  private interface Change<T> {
    T make() throws StoreException;
  }

  /** Marks the principal after a failure too, because the database may have made the change. */
  private <T> T marking(PrincipalName name, Change<T> change) throws StoreException {
    try {
      return change.make();
    } finally {
      cache.markChanged(name);
    }
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    StoredCrossover written;
    try {
      written = marking(key.name(), () -> super.write(key, before));
    } finally {
      schedule.keyWritten(key.name());
    }
    cache.update(key.name(), Optional.of(written), clock.instant());
    return written;
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    Optional<StoredCrossover> found = super.find(crossover);
    cache.update(crossover, found, clock.instant());
    return found;
  }

  @Override
  public boolean isKnown(PrincipalName crossover) {
    return cache.has(crossover);
  }

  @Override
  public CrossoverNames names() throws StoreException {
    return new ListedNames(super.names());
  }

  /** Tells the cache which principals the database has. */
  private final class ListedNames implements CrossoverNames {
    private final CrossoverNames all;
    private final CrossoverCache.Listing listing = cache.beginListing();
    private boolean ended;

    ListedNames(CrossoverNames all) {
      this.all = all;
    }

    @Override
    public Optional<PrincipalName> next() throws StoreException {
      Optional<PrincipalName> name = all.next();
      if (name.isPresent()) {
        listing.add(name.get());
      } else if (!ended) {
        ended = true;
        checkUnlisted(listing);
      }
      return name;
    }

    @Override
    public void close() {
      listing.close();
      all.close();
    }
  }

  @Override
  public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    try (CrossoverCache.Listing listing = cache.beginListing()) {
      CrossoverWalk walk =
          super.walk(
              name -> {
                listing.add(name);
                listed.accept(name);
              });
      checkUnlisted(listing);
      return new CachingWalk(walk);
    }
  }

  /** The check of a principal that somebody else deleted removes it from the cache. */
  private void checkUnlisted(CrossoverCache.Listing listing) {
    listing.end().forEach(other -> schedule.checkAt(other, clock.instant()));
  }

  /** Tells the cache what was seen. What the cache knows better is to be read. */
  private final class CachingWalk implements CrossoverWalk {
    private final CrossoverWalk all;

    CachingWalk(CrossoverWalk all) {
      this.all = all;
    }

    @Override
    public Optional<Step> next() throws StoreException {
      return all.next()
          .map(step -> new Step(step.name(), step.seen().filter(cache::updateFromWalk)));
    }

    @Override
    public void close() {
      all.close();
    }
  }

  @Override
  public Optional<StoredCrossover> removeExpired(PrincipalName crossover) throws StoreException {
    // The store reads the remaining keys. If it fails, it may still have removed some keys.
    Optional<StoredCrossover> remaining = marking(crossover, () -> super.removeExpired(crossover));
    // A pass through the database must not displace what is in use.
    cache.updateIfRoom(crossover, remaining, clock.instant());
    return remaining;
  }

  /** Schedules a check, which finds no principal and forgets it. */
  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    try {
      return marking(crossover, () -> super.delete(crossover));
    } finally {
      schedule.checkAt(crossover, clock.instant());
    }
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    marking(
        crossover,
        () -> {
          super.noteUse(crossover, when);
          return null;
        });
  }

  @Override
  public boolean confirm(PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed)
      throws StoreException {
    return marking(crossover, () -> super.confirm(crossover, kvno, allowed));
  }
}
