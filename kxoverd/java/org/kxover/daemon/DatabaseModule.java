package org.kxover.daemon;

import java.util.Optional;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.CrossoverStore;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;
import org.kxover.watch.DatabaseWrites;

/** A realm's database, and what the daemon remembers of it. */
final class DatabaseModule implements AutoCloseable {
  private final ResourceStack resources = new ResourceStack();
  private final Schedule schedule;
  private final CrossoverCache cache;
  private final CrossoverStore untracked;
  private final LocalRealm realm;
  private final Optional<CrossoverStore> copy;
  private final DatabaseWrites writes = new DatabaseWrites(System::nanoTime);

  DatabaseModule(RealmSettings settings, DaemonContext context) {
    schedule = new Schedule(context.clock());
    cache = new CrossoverCache(context.random());
    CrossoverStore database = Databases.open(settings, context);
    untracked =
        context
            .metrics()
            .map(all -> all.measured(settings.realm(), database, writes))
            .orElse(database);
    CrossoverStore store =
        resources.add(new TrackingStore(untracked, schedule, cache, context.clock()));
    realm =
        LocalRealm.of(
            settings, store, context.clock(), context.events(), NetworkParts::isOfThisMachine);
    copy = Databases.copy(settings, context).map(resources::add);
  }

  LocalRealm realm() {
    return realm;
  }

  /** The database, without what the schedule and the status would remember of it. */
  CrossoverStore untracked() {
    return untracked;
  }

  /** With metrics, whether the database took the last change. */
  DatabaseWrites writes() {
    return writes;
  }

  /** On a replica, the copy of the database that the KDC reads; else empty. */
  Optional<CrossoverStore> copy() {
    return copy;
  }

  Schedule schedule() {
    return schedule;
  }

  CrossoverCache cache() {
    return cache;
  }

  @Override
  public void close() {
    resources.close();
  }
}
