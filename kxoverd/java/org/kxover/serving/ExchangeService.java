package org.kxover.serving;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.config.DatabaseSettings;
import org.kxover.crossover.CrossoverLocks;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.KeyRecorder;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.event.CrossingException;
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
import org.kxover.message.KxReq;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of another realm's request: validate, admit, decide and write, reply. What costs nothing
 * comes first, then what DNS says of the claimed realm, then the database.
 */
public final class ExchangeService {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeService.class);

  private final Realm realm;
  private final Responder responder;
  private final Admission admission;
  private final KeyIssuer writing;
  private final ErrorReplies errors;
  private final CrossoverStore store;
  private final Consumer<Realm> served;
  private final InstantSource clock;
  private final CrossoverLocks locks;
  private final DatabaseQueue turns = new DatabaseQueue();
  private final RequestLog requests = new RequestLog(LOG);
  private final ActiveExchanges inWork = new ActiveExchanges();

  /**
   * @param served told of each realm that has its answer; must not wait
   */
  public ExchangeService(
      LocalRealm realm,
      Discovery discovery,
      PeerTrust trust,
      Responder responder,
      Consumer<Realm> served) {
    PriorKeys priorKeys = new PriorKeys(realm);
    this.realm = realm.name();
    this.responder = responder;
    this.admission = new Admission(realm.policy(), priorKeys, discovery, trust, requests);
    this.writing =
        new KeyIssuer(
            new DecisionMaker(realm, priorKeys), responder, new KeyRecorder(realm, Role.SERVICE));
    this.errors = new ErrorReplies(realm, responder);
    this.store = realm.store();
    this.served = served;
    this.clock = realm.clock();
    this.locks = new CrossoverLocks(realm.settings().get(DatabaseSettings.KADMIN_TIMEOUT));
  }

  /** The realm whose services other realms' users are to reach. */
  Realm realm() {
    return realm;
  }

  /**
   * Answers one request, if only with a refusal.
   *
   * @return whether another request may follow in the same session
   */
  boolean answer(Session session, KxReq request) {
    Instant start = clock.instant();
    Optional<Realm> claimed = Optional.empty();
    try {
      Proposal proposal = responder.validate(session, request);
      claimed = Optional.of(proposal.client());
      requests.info(
          "{} asks for {} kvno {}", proposal.peer(), proposal.crossover(), proposal.kvno());
      Reply reply = write(session, proposal, start);
      reply.sendTo(session);
      LOG.info("{} has its answer: {}", session.peerName(), proposal.crossover());
    } catch (RefusedException e) {
      errors.refuse(session, e, claimed, start);
      return true;
    } catch (IOException e) {
      requests.warn("{} has no answer: {}", session.peerName(), e.getMessage());
      return false;
    } catch (RuntimeException e) {
      errors.tellOfDefect(session, e);
      return defect(session, e, claimed, start);
    }
    try {
      served.accept(claimed.get());
      return true;
    } catch (RuntimeException e) {
      return defect(session, e, claimed, start);
    }
  }

  /**
   * Answers a message in which no request could be read.
   *
   * @return whether another request may follow in the same session
   */
  boolean refuse(Session session, RefusedException e) {
    errors.refuse(session, e, Optional.empty(), clock.instant());
    return true;
  }

  private boolean defect(
      Session session, RuntimeException e, Optional<Realm> claimed, Instant start) {
    LOG.error("the request of {} ended in a way that it should not", session.peerName(), e);
    errors.defect(session, claimed, start);
    return false;
  }

  private Reply write(Session session, Proposal proposal, Instant start) throws RefusedException {
    try (ActiveExchanges.Entry entry = inWork.begin(proposal.crossover())) {
      Peer peer = admission.admit(proposal);
      long end = entry.after(proposal.within());
      return write(session, proposal, peer, start, end);
    }
  }

  /**
   * @param end by {@link System#nanoTime}, when the peer stops waiting
   */
  private Reply write(Session session, Proposal proposal, Peer peer, Instant start, long end)
      throws RefusedException {
    try (CrossoverLocks.Held held = locks.hold(proposal.crossover());
        DatabaseQueue.Turn turn = turns.take(end)) {
      return writing.write(session, proposal, peer, start);
    } catch (CrossingException e) {
      throw Refusal.of(e);
    } catch (StoreException e) {
      throw Refusal.of(e);
    }
  }

  /** Deletes the principal of that crossover when the exchange for it that is in work has ended. */
  public boolean drop(PrincipalName name) throws CrossingException {
    try (CrossoverLocks.Held held = locks.hold(name)) {
      return store.delete(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  /** The exchanges in work whose other realm has said its name, and for how long each is. */
  public Map<PrincipalName, Duration> inWork() {
    return inWork.times();
  }
}
