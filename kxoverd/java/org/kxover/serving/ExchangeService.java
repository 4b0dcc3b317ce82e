package org.kxover.serving;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kxover.config.DatabaseSettings;
import org.kxover.crossover.CrossoverLocks;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.KeyRecorder;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Proposal;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Reply;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.KxAck;
import org.kxover.message.KxReq;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of other realms for keys of one realm. The steps are ordered by their cost:
 * checks of the request, checks of the claimed realm in DNS, the limits of new realms, the
 * database, the reply.
 */
public final class ExchangeService {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeService.class);

  private final Realm realm;
  private final Responder responder;
  private final Admission admission;
  private final NewcomerCheck newcomers;
  private final KeyIssuer keyIssuer;
  private final ErrorReplies errors;
  private final CrossoverStore store;
  private final Supplier<Optional<String>> guardObjection;
  private final Consumer<Realm> served;
  private final InstantSource clock;
  private final CrossoverLocks locks;
  private final KeyConfirmation confirmation;
  private final DatabaseQueue databaseQueue;
  private final RequestLog requests = new RequestLog(LOG);
  private final ActiveExchanges activeExchanges;

  /**
   * @param random for a secret of this service's own
   * @param longestExchange the time limit of a connection
   * @param guardObjection why no other realm may have a key now; empty if they may
   * @param served called with each realm that got a key; must not block
   */
  public ExchangeService(
      LocalRealm realm,
      Discovery discovery,
      PeerTrust trust,
      Responder responder,
      SecureRandom random,
      Duration longestExchange,
      Supplier<Optional<String>> guardObjection,
      Consumer<Realm> served) {
    this(
        realm,
        discovery,
        trust,
        responder,
        random,
        longestExchange,
        guardObjection,
        served,
        WaitClock.ofSystem());
  }

  /**
   * A service whose peers wait for the database by another clock.
   *
   * @param waits the clock of these waits
   */
  public ExchangeService(
      LocalRealm realm,
      Discovery discovery,
      PeerTrust trust,
      Responder responder,
      SecureRandom random,
      Duration longestExchange,
      Supplier<Optional<String>> guardObjection,
      Consumer<Realm> served,
      WaitClock waits) {
    PriorKeys priorKeys = new PriorKeys(realm);
    KeyLimits limits = new KeyLimits(realm, longestExchange);
    this.realm = realm.name();
    this.responder = responder;
    this.admission = new Admission(realm.policy(), priorKeys, discovery, trust, requests);
    this.newcomers = new NewcomerCheck(realm, waits);
    this.keyIssuer =
        new KeyIssuer(
            new DecisionMaker(realm, priorKeys, limits),
            responder,
            new KeyRecorder(realm, Role.SERVICE));
    this.errors = new ErrorReplies(realm, responder);
    this.store = realm.store();
    this.guardObjection = guardObjection;
    this.served = served;
    this.databaseQueue = new DatabaseQueue(waits, store::timePerKey);
    this.activeExchanges = new ActiveExchanges(waits.nanos());
    this.clock = realm.clock();
    this.locks = new CrossoverLocks(realm.settings().get(DatabaseSettings.KADMIN_TIMEOUT), random);
    this.confirmation = new KeyConfirmation(store, locks, limits);
  }

  Realm realm() {
    return realm;
  }

  /**
   * Answers one request, with a key or with a refusal.
   *
   * @param awaited gets the acknowledgement that may follow
   * @return true if another message may follow in the session
   */
  boolean answer(Session session, KxReq request, AwaitedAck awaited) {
    Instant start = clock.instant();
    Optional<Realm> claimed = Optional.empty();
    Proposal proposal;
    try {
      proposal = responder.validate(session, request);
      claimed = Optional.of(proposal.client());
      requests.info(
          "{} asks for {} kvno {}", proposal.peer(), proposal.crossover(), proposal.kvno());
      requireGuard();
      Reply reply = admitAndWrite(session, proposal, start);
      reply.sendTo(session);
      awaited.set(reply.agreement().acknowledgement());
      LOG.info("sent the reply for {} to {}", proposal.crossover(), session.peerName());
    } catch (RefusedException e) {
      errors.refuse(session, e, claimed, start);
      return true;
    } catch (IOException e) {
      requests.warn("cannot send the reply to {}: {}", session.peerName(), e.getMessage());
      return false;
    } catch (RuntimeException e) {
      errors.sendInternalError(session, e);
      return internalError(session, e, claimed, start);
    }
    try {
      served.accept(claimed.get());
      proposal
          .prior()
          .ifPresent(
              prior ->
                  confirmation.confirm(
                      proposal.crossover(), prior.kvno(), "its peer mixed it into the next key"));
      return true;
    } catch (RuntimeException e) {
      return internalError(session, e, claimed, start);
    }
  }

  /**
   * Takes the acknowledgement of a key.
   *
   * @return true if another message may follow in the session
   */
  boolean acknowledge(Session session, KxAck acknowledgement, AwaitedAck awaited) {
    if (!awaited.isMetBy(acknowledgement)) {
      requests.warn(
          "{} acknowledges {}, and proves no key that it got just now; its session ends",
          session.peerName(),
          acknowledgement);
      return false;
    }
    confirmation.confirm(
        acknowledgement.kxName(),
        Math.toIntExact(acknowledgement.kvno()),
        "its peer " + session.peerName() + " has written it");
    return true;
  }

  /**
   * Answers a message that is not a valid request.
   *
   * @return true if another request may follow in the session
   */
  boolean refuse(Session session, RefusedException e) {
    errors.refuse(session, e, Optional.empty(), clock.instant());
    return true;
  }

  private boolean internalError(
      Session session, RuntimeException e, Optional<Realm> claimed, Instant start) {
    LOG.error("unexpected error in the request of {} (a bug in kxoverd)", session.peerName(), e);
    errors.reportInternalError(session, claimed, start);
    return false;
  }

  /** Users of other realms must not reach services that nobody has opened. */
  private void requireGuard() throws Refusal {
    Optional<String> objection = guardObjection.get();
    if (objection.isPresent()) {
      throw Refusal.of(FailureReason.UNGUARDED, objection.get());
    }
  }

  private Reply admitAndWrite(Session session, Proposal proposal, Instant start)
      throws RefusedException {
    try (ActiveExchanges.Entry entry = activeExchanges.begin(proposal.crossover())) {
      Peer peer = admission.admit(proposal);
      long end = entry.after(proposal.within());
      return write(session, proposal, peer, start, end);
    }
  }

  /**
   * @param end when the peer stops waiting, by the clock of the waits
   */
  private Reply write(Session session, Proposal proposal, Peer peer, Instant start, long end)
      throws RefusedException {
    try {
      newcomers.admit(proposal, end);
      try (CrossoverLocks.Held held = locks.hold(proposal.crossover());
          DatabaseQueue.Turn turn = databaseQueue.take(end)) {
        return keyIssuer.write(session, proposal, peer, start);
      }
    } catch (CrossingException e) {
      throw Refusal.of(e);
    } catch (StoreException e) {
      throw Refusal.of(e);
    }
  }

  /**
   * Deletes the principal. Waits for an exchange for it that is in progress.
   *
   * @return true if it existed
   */
  public boolean drop(PrincipalName name) throws CrossingException {
    try (CrossoverLocks.Held held = locks.hold(name)) {
      return store.delete(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  /** How many keys other realms may get in a second at present. */
  public int keysPerSecond() {
    return KeyPace.perSecond(store.timePerKey());
  }

  /**
   * The exchanges in progress whose peer has named its realm, and how long each has been running.
   */
  public Map<PrincipalName, Duration> inWork() {
    return activeExchanges.times();
  }
}
