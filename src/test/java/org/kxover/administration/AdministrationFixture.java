package org.kxover.administration;

import static org.kxover.crossing.TwoRealms.A;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossing.TwoRealms;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Events;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;

/** The administration of one realm, whose peer answers over real TLS. */
abstract class AdministrationFixture {
  @TempDir Path folder;
  TwoRealms world;
  MemoryStore memory;
  TrackingStore trackingStore;
  Schedule schedule;
  KeyMaintenance maintenance;

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  RealmAdministration administration() throws Exception {
    return administration(Map.of());
  }

  RealmAdministration administration(Map<Realm, UnaryOperator<RealmSettings>> changes)
      throws Exception {
    CrossoverCache cache = new CrossoverCache(new Random(1));
    world =
        new TwoRealms(
            folder,
            Duration.ofSeconds(30),
            changes,
            clock -> {
              schedule = new Schedule(clock);
              memory = new MemoryStore(clock);
              trackingStore = new TrackingStore(memory, schedule, cache, clock);
              return trackingStore;
            },
            null);
    return of(A, trackingStore, cache, world.ourExchanges());
  }

  RealmAdministration of(
      Realm realm, CrossoverStore store, CrossoverCache cache, OutgoingExchanges exchanges) {
    LocalRealm local =
        LocalRealm.of(world.settings(realm), store, world.clock, Events.none(), address -> false);
    maintenance = new KeyMaintenance(local, schedule, exchanges, new Random(1));
    return new RealmAdministration(
        local,
        cache,
        schedule,
        exchanges,
        world.incoming(realm, store),
        maintenance,
        List::of,
        Duration.ofSeconds(30));
  }

  static List<CrossoverState> report(RealmAdministration of) throws Exception {
    List<CrossoverState> all = new ArrayList<>();
    of.crossovers(CrossoverPage.FIRST, all::add);
    return all;
  }
}
