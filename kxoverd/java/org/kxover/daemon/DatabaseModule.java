package org.kxover.daemon;

import java.util.Optional;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.CrossoverStore;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;

/** A realm's database, with what the daemon remembers of it. */
final class DatabaseModule implements AutoCloseable {
  private final ResourceStack parts = new ResourceStack();
  private final Schedule schedule;
  private final CrossoverCache cache = new CrossoverCache();
  private final LocalRealm realm;
  private final Optional<CrossoverStore> copy;

  DatabaseModule(RealmSettings settings, DaemonContext context) {
    schedule = new Schedule(context.clock());
    CrossoverStore database = Databases.open(settings, context);
    CrossoverStore measured =
        context.metrics().map(all -> all.measured(settings.realm(), database)).orElse(database);
    CrossoverStore store = parts.add(new TrackingStore(measured, schedule, cache, context.clock()));
    realm = LocalRealm.of(settings, store, context.clock(), context.events());
    copy = Databases.copy(settings, context).map(parts::add);
  }

  /** The realm, whose store writes into the database. */
  LocalRealm realm() {
    return realm;
  }

  /** On a replica, the copy that the KDC reads. */
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
    parts.close();
  }
}
