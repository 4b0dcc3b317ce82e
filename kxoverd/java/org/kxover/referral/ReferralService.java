package org.kxover.referral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.kxover.base.Comparables;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossover.FailureReasons;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.HostRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyUse;
import org.kxover.lifecycle.Schedule;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the KDC: finds the realm, looks for the key, and has one made where there is none. Many
 * may ask for the same realm at once; one exchange serves them all.
 */
public final class ReferralService {
  private static final Logger LOG = LoggerFactory.getLogger(ReferralService.class);

  private final RealmSettings settings;
  private final Policy policy;
  private final Discovery discovery;
  private final OutgoingExchanges exchanges;
  private final Schedule agenda;
  private final InstantSource clock;
  private final Duration patience;
  private final Events events;
  private final Optional<Propagation> replica;
  private final Semaphore waits;
  private final KeyUse use;

  /**
   * @param agenda hears which keys are in use
   * @param patience from a question to its answer: none waits longer for an exchange
   * @param replica where the KDC reads a copy of the store
   * @param maxWaiting questions that may wait for exchanges at once: fewer than there may be in
   *     all, so that those whose key is there are answered while peers hang
   */
  public ReferralService(
      RealmSettings settings,
      Policy policy,
      Discovery discovery,
      OutgoingExchanges exchanges,
      KeyUse use,
      Schedule agenda,
      InstantSource clock,
      Duration patience,
      Events events,
      Optional<Propagation> replica,
      int maxWaiting) {
    this.settings = settings;
    this.policy = policy;
    this.discovery = discovery;
    this.exchanges = exchanges;
    this.use = use;
    this.agenda = agenda;
    this.clock = clock;
    this.patience = patience;
    this.events = events;
    this.replica = replica;
    this.waits = new Semaphore(maxWaiting);
  }

  /** The answer, within the patience and what the database is allowed. */
  public Answer answer(Question question) {
    Instant start = clock.instant();
    Answer answer;
    try {
      answer = find(question, start);
    } catch (CrossingException e) {
      answer = Answer.failed(e.failureReason(), e.getMessage());
    }
    tell(question, answer, start);
    return answer;
  }

  /** That there is too much in work for that question. */
  public Answer busy(Question question) {
    Answer answer = Answer.failed(FailureReason.BUSY, "too many requests of this realm in work");
    tell(question, answer, clock.instant());
    return answer;
  }

  private void tell(Question question, Answer answer, Instant start) {
    events.happened(
        Event.of(
                EventType.QUESTION_ANSWERED,
                clock.instant(),
                settings.realm(),
                answer.toThe(question))
            .about(answer.realm().or(question::target))
            .in(Role.CLIENT)
            .failed(answer.failureReason())
            .since(start));
  }

  private Answer find(Question question, Instant start) throws CrossingException {
    Instant end = start.plus(patience);
    if (!question.realm().equals(settings.realm())) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY, "realm " + question.realm() + " is not served here");
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
          FailureReason.INVALID, service + " is no spelling of " + settings.realm());
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
      throw FailureReasons.exception(e);
    }
  }

  private StoredCrossover haveKey(PrincipalName name, Realm service, Question question, Instant end)
      throws CrossingException {
    if (replica.isPresent()) {
      // A copy is no place to look for what the next key follows.
      Optional<StoredCrossover> here = copied(replica.get(), name);
      return usable(here)
          ? here.get()
          : awaitKey(question, name, service, here, () -> exchanges.begin(service), end);
    }
    OutgoingExchanges.Look look = exchanges.look(name);
    return usable(look.stored())
        ? look.stored().get()
        : awaitKey(
            question, name, service, look.stored(), () -> exchanges.begin(service, look), end);
  }

  private boolean usable(Optional<StoredCrossover> stored) {
    return stored.filter(use::isUsable).isPresent();
  }

  private static Optional<StoredCrossover> copied(Propagation replica, PrincipalName name)
      throws CrossingException {
    try {
      return replica.find(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  private StoredCrossover awaitKey(
      Question question,
      PrincipalName name,
      Realm service,
      Optional<StoredCrossover> stored,
      Supplier<CompletableFuture<StoredCrossover>> exchange,
      Instant end)
      throws CrossingException {
    LOG.info(
        "found {} in realm {}: {} {}",
        question.service(),
        service,
        name,
        stored.isPresent() ? "has no key for long enough" : "has no key yet");
    if (!waits.tryAcquire()) {
      throw new CrossingException(
          FailureReason.BUSY, "too many requests of this realm wait for exchanges already");
    }
    try {
      return awaitKey(name, service, exchange.get(), end);
    } finally {
      waits.release();
    }
  }

  private StoredCrossover awaitKey(
      PrincipalName name, Realm service, CompletableFuture<StoredCrossover> exchange, Instant end)
      throws CrossingException {
    StoredCrossover made =
        await(
            exchange,
            end,
            () ->
                new CrossingException(
                    FailureReason.BUSY, "the exchange with " + service + " goes on; ask again"));
    if (!use.isUsable(made)) {
      // What was in work was the renewal of a key that is not there any more.
      throw new CrossingException(FailureReason.BUSY, name + " was changed meanwhile; ask again");
    }
    return replica.isPresent() ? await(replica.get(), made, end) : made;
  }

  /** A wait that others began may be over before our own patience is: then we begin the next. */
  private StoredCrossover await(Propagation propagation, StoredCrossover made, Instant end)
      throws CrossingException {
    while (true) {
      try {
        return await(propagation.arrival(made, use::isUsable), end, () -> Propagation.late(made));
      } catch (CrossingException e) {
        if (e.failureReason() != FailureReason.NOT_PROPAGATED || !clock.instant().isBefore(end)) {
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
      throw new CrossingException(FailureReason.BUSY, "kxoverd is stopping");
    }
  }
}
