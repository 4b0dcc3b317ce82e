package org.kxover.lifecycle;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.kxover.base.RecentMap;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews keys as their {@link KeyPlan} says, and records which keys are in use. */
final class Renewals {
  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

  /** Renewals are not urgent, and many peers that hang must not delay the KDC's questions. */
  static final int MAX_AT_ONCE = 4;

  /** A failure that is forgotten counts as none: the renewal is tried again as if it were due. */
  private static final int MAX_FAILURES = 10_000;

  private final RealmSettings settings;
  private final CrossoverStore store;
  private final Schedule schedule;
  private final KeyRenewer renewer;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Events events;
  private final int seed;
  private final Semaphore slots = new Semaphore(MAX_AT_ONCE);
  private final Set<PrincipalName> inWork = ConcurrentHashMap.newKeySet();
  private final Map<PrincipalName, PlanContext.Failure> failures =
      Collections.synchronizedMap(new RecentMap<>(MAX_FAILURES));

  Renewals(LocalRealm realm, Schedule schedule, KeyRenewer renewer, RandomGenerator random) {
    this.settings = realm.settings();
    this.store = realm.store();
    this.schedule = schedule;
    this.renewer = renewer;
    this.clock = realm.clock();
    this.random = random;
    this.events = realm.events();
    this.seed = random.nextInt();
  }

  /** Does the work that is due for the crossover, and schedules the next check. */
  void process(StoredCrossover stored) throws StoreException {
    PrincipalName name = stored.name();
    failures.computeIfPresent(
        name, (same, failure) -> failure.kvno() == stored.highestKvno() ? failure : null);
    PlanContext context = context(stored);
    Instant now = clock.instant();
    KeyPlan plan = KeyPlan.of(stored, context, settings, now);
    plan.nextCheck(now).ifPresent(when -> schedule.checkAt(name, when));
    noteUse(stored);
    switch (plan.renewal().state()) {
      case PLANNED, RETRY -> {
        if (plan.mustRenew(now)) {
          renew(stored, plan, now);
        }
      }
      case REFUSED -> {
        if (plan.isDue(now)) {
          LOG.info("{} is not renewed, and expires: {}", name, plan.renewal().why());
          forget(name);
        }
      }
      case BY_PEER, NONE -> forget(name);
      case IN_WORK, NOT_PLANNED, TOO_LATE -> {}
    }
  }

  /**
   * Schedules the next check of a crossover that was seen in passing.
   *
   * @return false if there may be work on it now; nothing was done then
   */
  boolean passBy(StoredCrossover stored) {
    PlanContext context = context(stored);
    Instant now = clock.instant();
    KeyPlan plan = KeyPlan.of(stored, context, settings, now);
    boolean refused = plan.renewal().state() == RenewalPlan.State.REFUSED && plan.isDue(now);
    if (context.asked()
        || context.inWork()
        || context.lastFailure().isPresent()
        || refused
        || plan.mustRenew(now)) {
      return false;
    }
    plan.nextCheck(now).ifPresent(when -> schedule.checkAt(stored.name(), when));
    return true;
  }

  KeyPlan plan(StoredCrossover stored) {
    return KeyPlan.of(stored, context(stored), settings, clock.instant());
  }

  private PlanContext context(StoredCrossover stored) {
    PrincipalName name = stored.name();
    return new PlanContext(
        schedule.wasAsked(name),
        inWork.contains(name),
        Optional.ofNullable(failures.get(name)),
        stored.role().equals(Optional.of(Role.CLIENT))
            ? renewer.objection(peer(stored))
            : Optional.empty(),
        spread(name, stored.highestKvno()));
  }

  /** The number of keys whose last renewal failed. */
  int failing() {
    return failures.size();
  }

  /**
   * Records in the database that the newest key is in use, if the KDC has asked for it. A restarted
   * daemon knows the use from there. Each key is recorded once, because that costs a write.
   */
  void noteUse(StoredCrossover stored) throws StoreException {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (newest == null || stored.closed() || !stored.role().equals(Optional.of(Role.CLIENT))) {
      return;
    }
    boolean noted = stored.used().filter(when -> !when.isBefore(newest.from())).isPresent();
    if (noted || !schedule.wasAsked(stored.name())) {
      return;
    }
    KerberosTime now = new KerberosTime(clock.instant());
    // If the peer's clock is ahead of ours, the key begins in our future.
    store.noteUse(stored.name(), now.isBefore(newest.from()) ? newest.from() : now);
    events.happened(
        event(
                EventType.KEY_USED,
                stored,
                "%s kvno %d is in use, agreed with %s, in force till %s"
                    .formatted(stored.name(), stored.highestKvno(), newest.peer(), newest.till()))
            .with(Optional.of(newest.peer())));
  }

  void forget(PrincipalName name) {
    failures.remove(name);
  }

  /** 0 to 1, constant for a key while the daemon runs. */
  private double spread(PrincipalName name, int kvno) {
    return Math.floorMod((name.toString() + kvno).hashCode() * 31 + seed, 1024) / 1024.0;
  }

  private void renew(StoredCrossover stored, KeyPlan plan, Instant now) {
    PrincipalName name = stored.name();
    int kvno = stored.highestKvno();
    if (!slots.tryAcquire()) {
      schedule.checkAt(name, now.plus(KeyMaintenance.RETRY_DELAY));
      return;
    }
    LOG.info(
        "renewing {}: the KDC issues tickets under kvno {} until {} only",
        name,
        kvno,
        plan.lastIssue().orElseThrow());
    inWork.add(name);
    CompletableFuture<?> renewal;
    try {
      renewal = renewer.renew(name, kvno);
    } catch (RuntimeException | Error e) {
      renewal = CompletableFuture.failedFuture(e);
    }
    var unused =
        renewal.whenComplete(
            (done, e) -> {
              slots.release();
              inWork.remove(name);
              if (e == null) {
                failures.remove(name);
              } else {
                failed(stored, plan.renewal().failures() + 1, e);
              }
            });
  }

  private void failed(StoredCrossover stored, int count, Throwable e) {
    PrincipalName name = stored.name();
    CrossingException why = CrossingException.ofFlight(e);
    failures.put(
        name,
        new PlanContext.Failure(
            stored.highestKvno(),
            count,
            clock.instant(),
            random.nextDouble(),
            why.failureReason() + ": " + why.getMessage()));
    RenewalPlan next = plan(stored).renewal();
    boolean retry = next.state() == RenewalPlan.State.RETRY;
    events.happened(
        event(
                EventType.ROLLOVER_FAILED,
                stored,
                "renewing %s failed, %s: %s; %s"
                    .formatted(
                        name,
                        why.failureReason(),
                        why.getMessage(),
                        retry
                            ? "trying again at " + next.at().orElseThrow()
                            : "not tried again; the KDC's next question makes a new key"))
            .with(why.peer())
            .failed(Optional.of(why.failureReason())));
    if (retry) {
      schedule.checkAt(name, next.at().orElseThrow());
    }
  }

  private static Realm peer(StoredCrossover stored) {
    return new Realm(stored.name().components().get(1));
  }

  private Event event(EventType type, StoredCrossover stored, String text) {
    return Event.of(type, clock.instant(), settings.realm(), text)
        .about(Optional.of(peer(stored)))
        .in(Role.CLIENT)
        .ofKey(stored.highestKvno());
  }
}
