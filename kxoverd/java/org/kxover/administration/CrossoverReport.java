package org.kxover.administration;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.KeyPlan;
import org.kxover.lifecycle.Schedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the crossovers of a realm page by page: as they were last read, or as they are now. */
final class CrossoverReport {
  private static final Logger LOG = LoggerFactory.getLogger(CrossoverReport.class);

  /** Crossovers that we changed and that {@link #remembered} reads again. */
  private static final int MAX_REREAD = 64;

  private final Realm realm;
  private final CrossoverStore store;
  private final CrossoverCache cache;
  private final Schedule schedule;
  private final KeyMaintenance maintenance;
  private final InstantSource clock;

  CrossoverReport(
      LocalRealm realm, CrossoverCache cache, Schedule schedule, KeyMaintenance maintenance) {
    this.realm = realm.name();
    this.store = realm.store();
    this.cache = cache;
    this.schedule = schedule;
    this.maintenance = maintenance;
    this.clock = realm.clock();
  }

  /** As {@link Administration#crossovers}. */
  Optional<Realm> remembered(CrossoverPage page, Administration.Sink<CrossoverState> sink)
      throws IOException {
    if (page.limit() == 0) {
      return Optional.empty();
    }
    readChanged();
    List<Remembered> all =
        cache.entries().stream()
            .map(entry -> new Remembered(peer(entry.crossover().name()), entry))
            .filter(one -> page.includes(one.peer()))
            .sorted(
                Comparator.comparing((Remembered one) -> one.peer().name())
                    .thenComparing(one -> direction(one.entry().crossover().name())))
            .toList();
    int count = 0;
    Realm last = realm;
    for (Remembered one : all) {
      // Only what is on the page is worth a plan.
      CrossoverState state = state(one.entry().crossover(), one.entry().at());
      if (page.includes(state)) {
        if (count >= page.limit() && !state.peer().equals(last)) {
          return Optional.of(last);
        }
        sink.take(state);
        last = state.peer();
        count++;
      }
    }
    return Optional.empty();
  }

  private record Remembered(Realm peer, CrossoverCache.Entry entry) {}

  private void readChanged() {
    try {
      for (PrincipalName name : cache.changed(MAX_REREAD)) {
        store.find(name);
      }
    } catch (StoreException e) {
      LOG.debug("cannot read changed crossovers; reporting them as they were before", e);
    }
  }

  /** As {@link Administration#readCrossovers(CrossoverPage, Administration.Sink)}. */
  Optional<Realm> read(CrossoverPage page, Administration.Sink<CrossoverState> sink)
      throws IOException, CrossingException {
    if (page.limit() == 0) {
      return Optional.empty();
    }
    PeerSelection selection = select(page);
    int count = 0;
    Optional<Realm> last = Optional.empty();
    for (Map.Entry<String, List<PrincipalName>> peer : selection.peers()) {
      if (count >= page.limit()) {
        return last;
      }
      for (PrincipalName name :
          peer.getValue().stream().sorted(Comparator.comparing(this::direction)).toList()) {
        Optional<CrossoverState> state = find(name).filter(page::includes);
        if (state.isPresent()) {
          sink.take(state.get());
          count++;
        }
      }
      last = Optional.of(new Realm(peer.getKey()));
    }
    return selection.hasMore() ? last : Optional.empty();
  }

  private PeerSelection select(CrossoverPage page) throws CrossingException {
    PeerSelection selection = new PeerSelection(page);
    try (CrossoverNames names = store.names()) {
      for (var name = names.next(); name.isPresent(); name = names.next()) {
        selection.offer(peer(name.get()), name.get());
      }
      return selection;
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  Optional<CrossoverState> find(PrincipalName name) throws CrossingException {
    try {
      return store.find(name).map(found -> state(found, clock.instant()));
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  Role direction(PrincipalName name) {
    return name.realm().equals(realm) ? Role.CLIENT : Role.SERVICE;
  }

  Realm peer(PrincipalName name) {
    return direction(name) == Role.CLIENT ? new Realm(name.components().get(1)) : name.realm();
  }

  private CrossoverState state(StoredCrossover stored, Instant read) {
    PrincipalName name = stored.name();
    Role direction = direction(name);
    Optional<Instant> lastUse =
        direction == Role.CLIENT
            ? schedule.lastAsked(name).or(() -> stored.used().map(KerberosTime::instant))
            : Optional.empty();
    KeyPlan plan = maintenance.plan(stored);
    return new CrossoverState(
        peer(name), direction, stored, condition(stored, plan), plan, lastUse, read);
  }

  private CrossoverState.Condition condition(StoredCrossover stored, KeyPlan plan) {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (!stored.managed()) {
      return CrossoverState.Condition.BY_HAND;
    }
    if (stored.blocked()) {
      return CrossoverState.Condition.BLOCKED;
    }
    if (stored.closed()) {
      return CrossoverState.Condition.CLOSED;
    }
    if (stored.role().isEmpty() || newest == null) {
      return CrossoverState.Condition.UNREADABLE;
    }
    Instant now = clock.instant();
    if (!now.isBefore(newest.till().instant())) {
      return CrossoverState.Condition.ENDED;
    }
    return plan.isExpiring(now)
        ? CrossoverState.Condition.EXPIRING
        : CrossoverState.Condition.IN_FORCE;
  }
}
