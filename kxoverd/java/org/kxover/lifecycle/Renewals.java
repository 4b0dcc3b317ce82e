package org.kxover.lifecycle;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.kxover.config.RealmSettings;
import org.kxover.config.RenewalSettings;
import org.kxover.crossing.Renewing;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.Events;
import org.kxover.event.Kind;
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

/** Renews the keys of our own users ahead of their end, where they are in use. */
final class Renewals {
  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

  /** At once: there is no hurry, and a peer that hangs shall not hold up the KDC's questions. */
  static final int MAX_AT_ONCE = 4;

  private record Failures(int kvno, int count, Instant again, String why) {}

  private final RealmSettings settings;
  private final CrossoverStore store;
  private final Agenda agenda;
  private final Renewing renewing;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Events events;
  private final int salt;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);
  private final Set<PrincipalName> inWork = ConcurrentHashMap.newKeySet();
  private final Map<PrincipalName, Failures> failures = new ConcurrentHashMap<>();

  Renewals(
      RealmSettings settings,
      CrossoverStore store,
      Agenda agenda,
      Renewing renewing,
      InstantSource clock,
      RandomGenerator random,
      Events events) {
    this.settings = settings;
    this.store = store;
    this.agenda = agenda;
    this.renewing = renewing;
    this.clock = clock;
    this.random = random;
    this.events = events;
    this.salt = random.nextInt();
  }

  /** Does what is due for that crossover, and puts on the agenda what is not due yet. */
  void look(StoredCrossover stored) throws StoreException {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (newest == null || stored.closed() || !stored.role().equals(Optional.of(Role.CLIENT))) {
      forget(stored.name());
      return;
    }
    failures.computeIfPresent(
        stored.name(), (name, one) -> one.kvno() == stored.highestKvno() ? one : null);
    Optional<KerberosTime> used = noteUse(stored, newest);
    Instant now = clock.instant();
    RenewalTimes times =
        RenewalTimes.of(
            newest, settings.maxTicketLife(), spread(stored.name(), stored.highestKvno()));
    if (now.isBefore(times.at())) {
      agenda.at(stored.name(), times.at());
    } else if (now.isBefore(times.lastIssue()) && wanted(newest, used)) {
      Optional<String> objection = renewing.objection(peer(stored));
      if (objection.isPresent()) {
        LOG.info("{} is not renewed: {}", stored.name(), objection.get());
        forget(stored.name());
      } else {
        renew(stored, times, now);
      }
    }
  }

  /** What is to become of the newest key of that crossover, as things are. */
  RenewalPlan plan(StoredCrossover stored) {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (newest == null || stored.closed() || stored.role().isEmpty()) {
      return RenewalPlan.none();
    }
    if (stored.role().equals(Optional.of(Role.SERVICE))) {
      return RenewalPlan.of(RenewalPlan.State.BY_PEER);
    }
    RenewalTimes times =
        RenewalTimes.of(
            newest, settings.maxTicketLife(), spread(stored.name(), stored.highestKvno()));
    if (inWork.contains(stored.name())) {
      return RenewalPlan.of(RenewalPlan.State.IN_WORK);
    }
    if (!clock.instant().isBefore(times.lastIssue())) {
      return RenewalPlan.of(RenewalPlan.State.TOO_LATE);
    }
    Failures failed = failures.get(stored.name());
    if (failed != null && failed.kvno() == stored.highestKvno()) {
      return new RenewalPlan(
          RenewalPlan.State.RETRY, Optional.of(failed.again()), failed.count(), failed.why());
    }
    boolean wanted = agenda.wasAsked(stored.name()) || wanted(newest, stored.used());
    return wanted
            && settings.renewal().policy() != RenewalSettings.Policy.NEVER
            && renewing.objection(peer(stored)).isEmpty()
        ? RenewalPlan.at(times.at())
        : RenewalPlan.of(RenewalPlan.State.NOT_PLANNED);
  }

  /** How many keys there are whose renewal has failed, and not succeeded since. */
  int failing() {
    return failures.size();
  }

  /** Notes that the KDC needs the newest key, where it asked for it and that is not noted yet. */
  void noteUse(StoredCrossover stored) throws StoreException {
    KeyValidity newest = stored.keys().get(stored.highestKvno());
    if (newest != null && !stored.closed() && stored.role().equals(Optional.of(Role.CLIENT))) {
      noteUse(stored, newest);
    }
  }

  void forget(PrincipalName name) {
    failures.remove(name);
  }

  /** The same for a key all the time that the daemon runs, however often it is looked at. */
  private double spread(PrincipalName name, int kvno) {
    return Math.floorMod((name.toString() + kvno).hashCode() * 31 + salt, 1024) / 1024.0;
  }

  /** For a restart, the database is told: once for each key, since that costs a write. */
  private Optional<KerberosTime> noteUse(StoredCrossover stored, KeyValidity newest)
      throws StoreException {
    boolean noted = stored.used().filter(when -> !when.isBefore(newest.from())).isPresent();
    if (noted || !agenda.wasAsked(stored.name())) {
      return stored.used();
    }
    KerberosTime now = new KerberosTime(clock.instant());
    // A peer's clock that is ahead lets a key begin in what is the future here.
    KerberosTime when = now.isBefore(newest.from()) ? newest.from() : now;
    store.noteUse(stored.name(), when);
    events.happened(
        event(
                Kind.KEY_USED,
                stored,
                "%s kvno %d is in use, made with %s, in force till %s"
                    .formatted(stored.name(), stored.highestKvno(), newest.peer(), newest.till()))
            .with(Optional.of(newest.peer())));
    return Optional.of(when);
  }

  private boolean wanted(KeyValidity newest, Optional<KerberosTime> used) {
    RenewalSettings renewal = settings.renewal();
    return switch (renewal.policy()) {
      case NEVER -> false;
      case ALWAYS -> true;
      case IN_USE ->
          used.filter(
                  when ->
                      !when.isBefore(
                          newest
                              .from()
                              .minus(
                                  settings
                                      .keyLifetime()
                                      .multipliedBy(renewal.unusedLifetimes() - 1L))))
              .isPresent();
    };
  }

  private void renew(StoredCrossover stored, RenewalTimes times, Instant now) {
    PrincipalName name = stored.name();
    int kvno = stored.highestKvno();
    Failures before = failures.get(name);
    if (before != null && before.kvno() == kvno && now.isBefore(before.again())) {
      agenda.at(name, before.again());
      return;
    }
    if (inWork.contains(name)) {
      return;
    }
    if (!places.tryAcquire()) {
      agenda.at(name, now.plus(Upkeep.LATER));
      return;
    }
    LOG.info("renewing {}: kvno {} gives tickets till {}", name, kvno, times.lastIssue());
    int count = before != null && before.kvno() == kvno ? before.count() + 1 : 1;
    inWork.add(name);
    CompletableFuture<?> renewal;
    try {
      renewal = renewing.renew(name, kvno);
    } catch (RuntimeException | Error e) {
      renewal = CompletableFuture.failedFuture(e);
    }
    renewal.whenComplete(
        (done, e) -> {
          places.release();
          inWork.remove(name);
          if (e == null) {
            failures.remove(name);
          } else {
            failed(stored, times, count, e);
          }
        });
  }

  private void failed(StoredCrossover stored, RenewalTimes times, int count, Throwable e) {
    PrincipalName name = stored.name();
    Instant again = clock.instant().plus(times.retry(count, random.nextDouble()));
    boolean more = again.isBefore(times.lastIssue());
    CrossingException why = CrossingException.ofFlight(e);
    failures.put(
        name,
        new Failures(stored.highestKvno(), count, again, why.obstacle() + ": " + why.getMessage()));
    events.happened(
        event(
                Kind.ROLLOVER_FAILED,
                stored,
                "renewing %s failed, %s: %s; %s"
                    .formatted(
                        name,
                        why.obstacle(),
                        why.getMessage(),
                        more ? "again at " + again : "the next question makes a new key"))
            .with(why.peer())
            .stoppedBy(Optional.of(why.obstacle())));
    if (more) {
      agenda.at(name, again);
    }
  }

  private static Realm peer(StoredCrossover stored) {
    return new Realm(stored.name().components().get(1));
  }

  private Event event(Kind kind, StoredCrossover stored, String text) {
    return Event.of(kind, clock.instant(), settings.realm(), text)
        .about(Optional.of(peer(stored)))
        .in(Role.CLIENT)
        .ofKey(stored.highestKvno());
  }
}
