package org.kxover.serving;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.CrossoverLocks;
import org.kxover.crossing.Keys;
import org.kxover.crossing.Obstacles;
import org.kxover.crossing.PeerTrust;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.LeafHosts;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.Events;
import org.kxover.event.Kind;
import org.kxover.event.Obstacle;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.PriorKey;
import org.kxover.exchange.RefusedException;
import org.kxover.exchange.Responder;
import org.kxover.exchange.Session;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.policy.Policy;
import org.kxover.policy.limits.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about other realms' requests: what costs nothing first, then what DNS says of the claimed
 * realm, the database last.
 */
public final class Incoming {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  /** Of one principal, each in force or kept till it is purged: a peer shall not fill the KDB. */
  static final int MAX_KEYS = 64;

  private static final int MAX_DECISIONS = 5;

  /** Not a record: two for one name, begun at once, are two. */
  private static final class Work {
    private final PrincipalName name;
    private final long start;

    Work(PrincipalName name, long start) {
      this.name = name;
      this.start = start;
    }

    PrincipalName name() {
      return name;
    }

    long start() {
      return start;
    }
  }

  private final RealmSettings settings;
  private final Policy policy;
  private final Discovery discovery;
  private final PeerTrust trust;
  private final Responder responder;
  private final CrossoverStore store;
  private final Keys keys;
  private final Events events;
  private final InstantSource clock;
  private final CrossoverLocks locks;
  private final DatabaseTurns turns = new DatabaseTurns();
  private final LogLimit lines = new LogLimit(System::nanoTime);
  private final PriorKeys priorKeys;
  private final Consumer<Realm> served;
  private final Set<Work> inWork = ConcurrentHashMap.newKeySet();

  /**
   * @param served told of each realm that has its answer; must not wait
   */
  public Incoming(
      RealmSettings settings,
      Policy policy,
      Discovery discovery,
      PeerTrust trust,
      Responder responder,
      CrossoverStore store,
      Consumer<Realm> served,
      InstantSource clock,
      Events events) {
    this.settings = settings;
    this.policy = policy;
    this.discovery = discovery;
    this.trust = trust;
    this.responder = responder;
    this.store = store;
    this.keys = new Keys(store, Role.SERVICE, settings, events, clock);
    this.events = events;
    this.clock = clock;
    this.locks = new CrossoverLocks(settings.kadminTimeout());
    this.priorKeys = new PriorKeys(settings, store, clock);
    this.served = served;
  }

  /** The realm whose services other realms' users are to reach. */
  Realm realm() {
    return settings.realm();
  }

  /**
   * Answers one request, if only with a refusal.
   *
   * @return whether another request may follow in the same session
   */
  boolean answer(Session session, byte[] request) {
    Instant start = clock.instant();
    AtomicReference<Realm> claimed = new AtomicReference<>();
    try (Agreement agreement =
        responder.answer(
            session,
            request,
            (proposal, maker) -> {
              claimed.set(proposal.client());
              return accept(proposal, maker, start);
            })) {
      LOG.info("{} has its answer: {}", session.peerName(), agreement.crossover());
      served.accept(agreement.crossover().realm());
      return true;
    } catch (RefusedException e) {
      tell(
          Refusal.obstacle(e),
          ErrorCode.name(e.errorCode()) + ": " + e.getMessage(),
          Optional.ofNullable(claimed.get()),
          session.peerName(),
          start);
      return true;
    } catch (IOException e) {
      tell(() -> LOG.warn("{} has no answer: {}", session.peerName(), e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the request of {} ended in a way that it should not", session.peerName(), e);
      tell(
          Obstacle.INTERNAL,
          Obstacle.INTERNAL.toString(),
          Optional.ofNullable(claimed.get()),
          session.peerName(),
          start);
    }
    return false;
  }

  private void tell(
      Obstacle obstacle, String why, Optional<Realm> claimed, String peer, Instant start) {
    events.happened(
        Event.of(
                Kind.KEY_REFUSED, clock.instant(), settings.realm(), "refused " + peer + ": " + why)
            .about(claimed)
            .in(Role.SERVICE)
            .with(Optional.of(peer))
            .stoppedBy(Optional.of(obstacle))
            .since(start));
  }

  /** Of requests, which others can make as often as they like. */
  private void tell(Runnable line) {
    lines.tell(LOG, "lines about requests", line);
  }

  private Agreement accept(Responder.Proposal proposal, Responder.KeyMaker maker, Instant start)
      throws RefusedException {
    tell(
        () ->
            LOG.info(
                "{} asks for {} kvno {}",
                proposal.peer(),
                proposal.crossover(),
                proposal.proposedKvno()));
    Work work = new Work(proposal.crossover(), System.nanoTime());
    inWork.add(work);
    try {
      return decide(proposal, maker, start, work.start() + proposal.within().toNanos());
    } finally {
      inWork.remove(work);
    }
  }

  /**
   * @param end by {@link System#nanoTime}, after which the peer waits no more
   */
  private Agreement decide(
      Responder.Proposal proposal, Responder.KeyMaker maker, Instant start, long end)
      throws RefusedException {
    Peer peer;
    priorKeys.requireWanted(proposal);
    try {
      policy.requireService();
      policy.requirePeer(proposal.client());
      peer = authenticate(proposal);
    } catch (CrossingException e) {
      throw refused(e.obstacle(), e.getMessage());
    }
    try (CrossoverLocks.Held held = locks.hold(proposal.crossover());
        DatabaseTurns.Turn turn = turns.take(end)) {
      return write(proposal, maker, peer, start);
    } catch (CrossingException e) {
      throw refused(e.obstacle(), e.getMessage());
    } catch (StoreException e) {
      throw refused(Obstacles.of(e.reason()), e.getMessage());
    }
  }

  /** Deletes the principal of that crossover when the exchange for it that is in work has ended. */
  public boolean drop(PrincipalName name) throws CrossingException {
    try (CrossoverLocks.Held held = locks.hold(name)) {
      return store.delete(name);
    } catch (StoreException e) {
      throw Obstacles.stopped(e);
    }
  }

  /** The exchanges in work whose other realm has said its name, and for how long each is. */
  public Map<PrincipalName, Duration> inWork() {
    long now = System.nanoTime();
    Map<PrincipalName, Duration> times = new HashMap<>();
    inWork.forEach(
        work ->
            times.merge(
                work.name(),
                Duration.ofNanos(now - work.start()),
                (one, other) -> one.compareTo(other) > 0 ? one : other));
    return times;
  }

  /** Our own trouble is told to our own operator; the peer's needs to know whose turn it is. */
  private static RefusedException refused(Obstacle obstacle, String why) {
    boolean policy = obstacle == Obstacle.REFUSED_BY_POLICY;
    String text =
        switch (obstacle) {
          case REFUSED_BY_POLICY -> "refused by policy; its administrators may say more";
          case DATABASE -> "the key database failed; ask again";
          default -> obstacle + "; ask again";
        };
    return new Refusal(
        policy ? ErrorCode.KDC_ERR_POLICY : ErrorCode.KDC_ERR_SVC_UNAVAILABLE, text, obstacle, why);
  }

  /** Where another daemon of ours writes at the same time, one of us decides again. */
  private Agreement write(
      Responder.Proposal proposal, Responder.KeyMaker maker, Peer peer, Instant start)
      throws StoreException, RefusedException, CrossingException {
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<StoredCrossover> before = before(proposal);
        return write(make(proposal, maker, before), peer, before, start);
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.OVERTAKEN || attempt == MAX_DECISIONS) {
          throw e;
        }
        LOG.info("{}; deciding again", e.getMessage());
      }
    }
  }

  private Agreement write(
      Agreement agreement, Peer peer, Optional<StoredCrossover> before, Instant start)
      throws StoreException {
    boolean written = false;
    try {
      keys.write(agreement, peer.toString(), before, start);
      written = true;
      return agreement;
    } finally {
      if (!written) {
        agreement.close();
      }
    }
  }

  /** The certificate must be one that the claimed realm publishes for one of its daemons. */
  private Peer authenticate(Responder.Proposal proposal) throws RefusedException {
    Realm client = proposal.client();
    List<String> reasons = new ArrayList<>();
    try {
      // The other half of the time is for the database.
      RealmPeers peers =
          discovery.peersOfClaimed(
              client, LeafHosts.of(proposal.chain()), proposal.within().dividedBy(2));
      for (Optional<Peer> next = peers.next(); next.isPresent(); next = peers.next()) {
        Peer peer = next.get();
        DaneVerdict verdict = trust.judge(proposal.chain(), peer, client);
        if (verdict.ok()) {
          tell(
              () ->
                  LOG.info(
                      "{} speaks for {}: its certificate is that of {}, {}",
                      proposal.peer(),
                      client,
                      peer,
                      verdict.reason()));
          return peer;
        }
        reasons.add(peer + ": " + verdict.reason());
      }
    } catch (DiscoveryException e) {
      throw refused(e);
    }
    throw new Refusal(
        ErrorCode.KDC_ERR_INVALID_CERTIFICATE,
        Obstacle.UNAUTHENTICATED,
        "the certificate is none of " + client + "'s: " + reasons);
  }

  /** What a zone says of itself is no secret; how our resolver fails is nobody else's business. */
  private static RefusedException refused(DiscoveryException e) {
    Obstacle obstacle = Obstacles.of(e.failure());
    return obstacle == Obstacle.DNS_FAILED || obstacle == Obstacle.REFUSED_BY_POLICY
        ? refused(obstacle, e.getMessage())
        : new Refusal(ErrorCode.KDC_ERR_CANT_VERIFY_CERTIFICATE, obstacle, e.getMessage());
  }

  private Agreement make(
      Responder.Proposal proposal, Responder.KeyMaker maker, Optional<StoredCrossover> before)
      throws StoreException, RefusedException {
    int kvno = before.map(stored -> stored.highestKvno() + 1).orElse(proposal.proposedKvno());
    Optional<PriorKey> prior = priorKeys.wanted(proposal, before);
    try {
      return maker.make(kvno, prior);
    } finally {
      prior.ifPresent(PriorKey::close);
    }
  }

  /** What our database holds that the new key is to follow; empty for a first key. */
  private Optional<StoredCrossover> before(Responder.Proposal proposal)
      throws StoreException, RefusedException, CrossingException {
    PrincipalName name = proposal.crossover();
    Optional<StoredCrossover> found = store.find(name);
    if (found.isEmpty()) {
      // Not before the peer has proved its name: else it could use up what is others' to use.
      policy.countComingIn(proposal.client());
      return found;
    }
    StoredCrossover stored = found.get();
    if (!stored.managed()) {
      throw new Refusal(
          ErrorCode.KDC_ERR_POLICY,
          "a key for this crossover was made by hand",
          Obstacle.REFUSED_BY_POLICY,
          name + " was keyed by hand");
    }
    if (!stored.role().equals(Optional.of(Role.SERVICE))) {
      throw refused(
          Obstacle.REFUSED_BY_POLICY,
          name + " is not marked as ours with role=service; correct that or delete it");
    }
    if (stored.closed()) {
      throw refused(Obstacle.REFUSED_BY_POLICY, name + " was closed by an administrator");
    }
    if (stored.keys().size() >= MAX_KEYS) {
      // Some may be over, and only not ended yet.
      found = store.endWhatIsOver(name);
      if (found.isEmpty()) {
        return found;
      }
      stored = found.get();
    }
    if (stored.keys().size() >= MAX_KEYS || stored.highestKvno() >= Agreement.MAX_KVNO) {
      throw new Refusal(
          ErrorCode.KDC_ERR_POLICY,
          "too many keys were made for this crossover",
          Obstacle.REFUSED_BY_POLICY,
          name
              + " has "
              + stored.keys().size()
              + " keys, the highest kvno is "
              + stored.highestKvno()
              + "; see kadmin's purgekeys, or delete it to begin again");
    }
    return found;
  }
}
