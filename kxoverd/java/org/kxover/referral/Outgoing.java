package org.kxover.referral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.kxover.base.Comparables;
import org.kxover.base.SingleFlight;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.Crossing;
import org.kxover.crossover.Obstacles;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.HostRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.Events;
import org.kxover.event.Kind;
import org.kxover.event.Obstacle;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.Agenda;
import org.kxover.lifecycle.Renewing;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the KDC: finds the realm, looks for the key, and has one made where there is none. Many
 * may ask for the same realm at once; one exchange serves them all.
 */
public final class Outgoing implements Renewing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  private final RealmSettings settings;
  private final Policy policy;
  private final Discovery discovery;
  private final CrossoverStore store;
  private final Crossing crossing;
  private final SingleFlight<PrincipalName, StoredCrossover> flights = new SingleFlight<>();
  private final Executor executor;
  private final Agenda agenda;
  private final InstantSource clock;
  private final Duration patience;
  private final Events events;
  private final Optional<Propagation> replica;
  private final Semaphore waits;
  private final KeyUse use;

  /**
   * @param agenda hears which keys are in use
   * @param executor bounded; runs the exchanges
   * @param patience from a question to its answer: none waits longer for an exchange
   * @param replica where the KDC reads a copy of the store
   * @param maxWaiting questions that may wait for exchanges at once: fewer than there may be in
   *     all, so that those whose key is there are answered while peers hang
   */
  public Outgoing(
      RealmSettings settings,
      Policy policy,
      Discovery discovery,
      CrossoverStore store,
      Crossing crossing,
      Agenda agenda,
      Executor executor,
      InstantSource clock,
      Duration patience,
      Events events,
      Optional<Propagation> replica,
      int maxWaiting) {
    this.settings = settings;
    this.policy = policy;
    this.discovery = discovery;
    this.store = store;
    this.crossing = crossing;
    this.agenda = agenda;
    this.executor = executor;
    this.clock = clock;
    this.patience = patience;
    this.events = events;
    this.replica = replica;
    this.waits = new Semaphore(maxWaiting);
    this.use = new KeyUse(settings.maxTicketLife(), clock);
  }

  /** The answer, within the patience and what the database is allowed. */
  public Answer answer(Question question) {
    Instant start = clock.instant();
    Answer answer;
    try {
      answer = find(question, start);
    } catch (CrossingException e) {
      answer = Answer.stoppedBy(e.obstacle(), e.getMessage());
    }
    tell(question, answer, start);
    return answer;
  }

  /** That there is too much in work for that question. */
  public Answer busy(Question question) {
    Answer answer = Answer.stoppedBy(Obstacle.BUSY, "too many requests of this realm in work");
    tell(question, answer, clock.instant());
    return answer;
  }

  private void tell(Question question, Answer answer, Instant start) {
    events.happened(
        Event.of(Kind.QUESTION_ANSWERED, clock.instant(), settings.realm(), answer.toThe(question))
            .about(answer.realm().or(question::target))
            .in(Role.CLIENT)
            .stoppedBy(answer.obstacle())
            .since(start));
  }

  private Answer find(Question question, Instant start) throws CrossingException {
    Instant end = start.plus(patience);
    if (!question.realm().equals(settings.realm())) {
      throw new CrossingException(
          Obstacle.REFUSED_BY_POLICY, "realm " + question.realm() + " is not served here");
    }
    policy.requireClient();
    Realm service;
    Duration ttl;
    if (question.target().isPresent()) {
      service = question.target().get();
      ttl = KeyUse.MAX_TTL;
    } else {
      HostRealm found = realmOf(question.host().orElseThrow(), patience);
      service = found.realm();
      ttl = found.ttl();
    }
    if (service.equals(settings.realm())) {
      return Answer.of(Answer.Result.LOCAL, "the host is in " + service + " itself");
    }
    if (service.sameDomain(settings.realm())) {
      throw new CrossingException(
          Obstacle.INVALID, service + " is no spelling of " + settings.realm());
    }
    policy.requirePeer(service);
    PrincipalName name = PrincipalName.crossover(service, settings.realm());
    StoredCrossover key = haveKey(name, service, question, end);
    agenda.asked(name);
    return Answer.referral(service, Comparables.min(ttl, use.ttl(key)));
  }

  private HostRealm realmOf(String host, Duration within) throws CrossingException {
    try {
      return discovery.realmOf(
          host,
          realm -> !realm.sameDomain(settings.realm()) && policy.objection(realm).isEmpty(),
          within);
    } catch (DiscoveryException e) {
      throw Obstacles.stopped(e);
    }
  }

  private StoredCrossover haveKey(PrincipalName name, Realm service, Question question, Instant end)
      throws CrossingException {
    Optional<StoredCrossover> stored = storedHere(name);
    if (stored.filter(this::isUsable).isPresent()) {
      return stored.get();
    }
    LOG.info(
        "found {} in realm {}: {} {}",
        question.service(),
        service,
        name,
        stored.isPresent() ? "has no key for long enough" : "has no key yet");
    if (!waits.tryAcquire()) {
      throw new CrossingException(
          Obstacle.BUSY, "too many requests of this realm wait for exchanges already");
    }
    try {
      return awaitKey(name, service, end);
    } finally {
      waits.release();
    }
  }

  private StoredCrossover awaitKey(PrincipalName name, Realm service, Instant end)
      throws CrossingException {
    StoredCrossover made =
        await(
            flights.join(name, executor, () -> cross(name, service)),
            end,
            () ->
                new CrossingException(
                    Obstacle.BUSY, "the exchange with " + service + " goes on; ask again"));
    if (!isUsable(made)) {
      // What was in work was the renewal of a key that is not there any more.
      throw new CrossingException(Obstacle.BUSY, name + " was changed meanwhile; ask again");
    }
    return replica.isPresent() ? await(replica.get(), made, end) : made;
  }

  /** A wait that others began may be over before our own patience is: then we begin the next. */
  private StoredCrossover await(Propagation propagation, StoredCrossover made, Instant end)
      throws CrossingException {
    while (true) {
      try {
        return await(propagation.arrival(made, this::isUsable), end, () -> Propagation.late(made));
      } catch (CrossingException e) {
        if (e.obstacle() != Obstacle.NOT_PROPAGATED || !clock.instant().isBefore(end)) {
          throw e;
        }
      }
    }
  }

  private StoredCrossover await(
      CompletableFuture<StoredCrossover> flight, Instant end, Supplier<CrossingException> late)
      throws CrossingException {
    Duration left = Duration.between(clock.instant(), end);
    try {
      return flight.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw CrossingException.ofFlight(e.getCause());
    } catch (TimeoutException e) {
      throw late.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CrossingException(Obstacle.BUSY, "kxoverd is stopping");
    }
  }

  /**
   * Makes the key that follows the one of that kvno, whether or not that is still of use; where
   * another was written meanwhile, or an exchange is in work, that will do. It fails where the
   * principal is gone.
   */
  @Override
  public CompletableFuture<StoredCrossover> renew(PrincipalName name, int kvno) {
    Realm service = new Realm(name.components().get(1));
    return flights.join(
        name,
        executor,
        () -> {
          Optional<StoredCrossover> before = stored(name);
          if (before.isEmpty()) {
            throw new CrossingException(
                Obstacle.ABSENT, name + " is gone, so there is nothing to renew");
          }
          if (before.get().highestKvno() != kvno) {
            return before.get();
          }
          return cross(name, service, before);
        });
  }

  @Override
  public Optional<String> objection(Realm service) {
    return policy.objection(service);
  }

  /**
   * Makes the first key for our users at that realm, whether or not any of them asked; where there
   * is a principal for it, made by hand, of use or not, that is left to the next question.
   */
  public CompletableFuture<StoredCrossover> first(Realm service) {
    PrincipalName name = PrincipalName.crossover(service, settings.realm());
    return flights.join(
        name,
        executor,
        () -> {
          Optional<StoredCrossover> before = stored(name);
          if (before.isPresent()) {
            return before.get();
          }
          LOG.info("offering {} the other direction: {} has no key yet", service, name);
          return cross(name, service, before);
        });
  }

  /**
   * Makes a key for our users at that realm, unless there is one of use, made by hand too; as for a
   * question of the KDC, but nobody waits and no use is noted.
   *
   * @throws CrossingException where policy says no
   */
  public CompletableFuture<StoredCrossover> begin(Realm service) throws CrossingException {
    requireAllowed(service);
    PrincipalName name = PrincipalName.crossover(service, settings.realm());
    return flights.join(name, executor, () -> cross(name, service));
  }

  /**
   * That our users may go to that realm.
   *
   * @throws CrossingException where policy says no, or the realm is our own
   */
  public void requireAllowed(Realm service) throws CrossingException {
    policy.requireClient();
    if (service.sameDomain(settings.realm())) {
      throw new CrossingException(
          Obstacle.INVALID, service + " is " + settings.realm() + " itself, or a spelling of it");
    }
    policy.requirePeer(service);
  }

  /** Deletes the principal of that crossover, unless an exchange for it is in work. */
  public boolean drop(PrincipalName name) throws CrossingException {
    return flights
        .alone(
            name,
            () -> delete(name),
            new CrossingException(Obstacle.BUSY, name + " was just dropped; ask again"))
        .orElseThrow(
            () ->
                new CrossingException(
                    Obstacle.BUSY, "an exchange for " + name + " is in work; try again"));
  }

  private boolean delete(PrincipalName name) throws CrossingException {
    try {
      return store.delete(name);
    } catch (StoreException e) {
      throw Obstacles.stopped(e);
    }
  }

  /** The exchanges in work, and for how long each is. */
  public Map<PrincipalName, Duration> inWork() {
    return flights.inWork();
  }

  /** In a flight: looks again, since the one before may have just ended, and crosses over. */
  private StoredCrossover cross(PrincipalName name, Realm service) throws CrossingException {
    Optional<StoredCrossover> before = stored(name);
    if (before.filter(this::isUsable).isPresent()) {
      return before.get();
    }
    return cross(name, service, before);
  }

  private StoredCrossover cross(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    crossing.cross(name, service, before);
    return stored(name)
        .filter(this::isUsable)
        .orElseThrow(
            () -> new CrossingException(Obstacle.DATABASE, name + " was written and is of no use"));
  }

  /** What the KDC beside us reads. */
  private Optional<StoredCrossover> storedHere(PrincipalName name) throws CrossingException {
    if (replica.isEmpty()) {
      return stored(name);
    }
    try {
      return replica.get().find(name);
    } catch (StoreException e) {
      throw Obstacles.stopped(e);
    }
  }

  private Optional<StoredCrossover> stored(PrincipalName name) throws CrossingException {
    try {
      return store.find(name);
    } catch (StoreException e) {
      throw Obstacles.stopped(e);
    }
  }

  /** Whether the KDC gives tickets under its newest key. */
  private boolean isUsable(StoredCrossover stored) {
    return use.isUsable(stored);
  }
}
