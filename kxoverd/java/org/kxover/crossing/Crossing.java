package org.kxover.crossing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kxover.base.DaemonThreads;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.BlockedRealms;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.KeyRecorder;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Agreement;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a key with another realm: finds its peers, tries them, and writes the key. */
public final class Crossing implements KeyMaker {
  private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);

  /** Limit on connections, because the other realm's zone may list any number of addresses. */
  private static final int MAX_ATTEMPTS = 6;

  /** Threads that open connections, for all exchanges of the realm. */
  private static final int MAX_CONNECTING = 64;

  private final RealmSettings settings;
  private final Policy policy;
  private final Discovery discovery;
  private final PeerAttempt attempts;
  private final CrossoverStore store;
  private final BlockedRealms blocked;
  private final KeyRecorder keys;
  private final Events events;
  private final InstantSource clock;
  private final Duration timeout;
  private final Executor threads = DaemonThreads.pool("connecting", MAX_CONNECTING);

  /**
   * @param timeout for finding the peers and for the exchange together. At most half of it is used
   *     to find the peers, so that time is left for the exchange.
   */
  public Crossing(LocalRealm realm, Discovery discovery, PeerAttempt attempts, Duration timeout) {
    this.settings = realm.settings();
    this.policy = realm.policy();
    this.discovery = discovery;
    this.attempts = attempts;
    this.store = realm.store();
    this.blocked = new BlockedRealms(realm);
    this.keys = new KeyRecorder(realm, Role.CLIENT);
    this.events = realm.events();
    this.clock = realm.clock();
    this.timeout = timeout;
  }

  @Override
  public StoredCrossover cross(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    Instant start = clock.instant();
    CrossingException failure =
        new CrossingException(FailureReason.INTERNAL, "see the log of kxoverd");
    try {
      StoredCrossover written = makeKey(name, service, before, start);
      failure = null;
      return written;
    } catch (CrossingException e) {
      failure = e;
      throw e;
    } finally {
      if (failure != null) {
        report(failure, service, start);
      }
    }
  }

  private void report(CrossingException failure, Realm service, Instant start) {
    events.happened(
        Event.of(
                EventType.CROSSING_FAILED,
                clock.instant(),
                settings.realm(),
                "no key with "
                    + service
                    + ": "
                    + failure.failureReason()
                    + ": "
                    + failure.getMessage())
            .about(Optional.of(service))
            .in(Role.CLIENT)
            .with(failure.peer())
            .failed(Optional.of(failure.failureReason()))
            .since(start));
  }

  private StoredCrossover makeKey(
      PrincipalName name, Realm service, Optional<StoredCrossover> before, Instant start)
      throws CrossingException {
    requireNotBlocked(service, before);
    int kvno = proposedKvno(name, before);
    requireEncryptionTypes();
    Instant end = start.plus(timeout);
    try (PriorKeyOffer prior =
        new PriorKeyOffer(settings.get(KeySettings.PRIOR_KEY), store, before)) {
      boolean takesKeys = takesKeys(name, before);
      return tryPeers(new PeerAttempt.Request(service, kvno, prior, takesKeys, end), before, start);
    }
  }

  private void requireNotBlocked(Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    try {
      blocked.requireNotBlocked(service, Role.CLIENT, before);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  private boolean takesKeys(PrincipalName name, Optional<StoredCrossover> before)
      throws CrossingException {
    try {
      return store.takesKeys(name, before);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  private StoredCrossover tryPeers(
      PeerAttempt.Request request, Optional<StoredCrossover> before, Instant start)
      throws CrossingException {
    Realm service = request.service();
    Supplier<Duration> timeLeft = () -> Duration.between(clock.instant(), request.end());
    Targets targets =
        new Targets(
            peersOf(service),
            discovery,
            policy,
            () -> beforeTheFirstPeer(request, before),
            timeLeft);
    AtomicReference<CrossingException> last = new AtomicReference<>();
    Consumer<CrossingException> failed =
        failure -> {
          PeerAttempt.log(service, failure);
          last.accumulateAndGet(failure, Crossing::moreTelling);
        };
    try (ConnectionRace<PeerAttempt.Opening> race =
        new ConnectionRace<>(
            targets::next,
            target -> attempts.to(target, request),
            threads,
            MAX_ATTEMPTS,
            timeLeft,
            failed,
            failure -> !mayWorkWithAnotherPeer(failure.failureReason()))) {
      for (var open = race.next(); open.isPresent(); open = race.next()) {
        try (AgreedKey key = attempts.agree(open.get(), request)) {
          return write(key, service, open.get().target().peer(), before, start);
        } catch (CrossingException e) {
          if (!mayWorkWithAnotherPeer(e.failureReason())) {
            throw e;
          }
          failed.accept(e);
        }
      }
    }
    throw Optional.ofNullable(last.get())
        .or(targets::refused)
        .orElseGet(() -> noAddress(service, timeLeft.get()));
  }

  /** The last failure counts, but a peer that answered tells more than one that did not. */
  private static CrossingException moreTelling(CrossingException before, CrossingException now) {
    return before == null || isUnreachable(before) || !isUnreachable(now) ? now : before;
  }

  private static boolean isUnreachable(CrossingException failure) {
    return failure.failureReason() == FailureReason.UNREACHABLE;
  }

  private static CrossingException noAddress(Realm service, Duration timeLeft) {
    return timeLeft.isNegative() || timeLeft.isZero()
        ? new CrossingException(
            FailureReason.BUSY, "finding the peers of " + service + " took too long")
        : new CrossingException(
            FailureReason.UNREACHABLE, "no peer of " + service + " has an address");
  }

  /** Uses the database before a connection is open, as a peer does not wait for long. */
  private void beforeTheFirstPeer(PeerAttempt.Request request, Optional<StoredCrossover> before)
      throws CrossingException {
    if (before.isEmpty()) {
      // Count only realms that exist in a signed zone: mistyped names must not use up the limit.
      policy.countNewServiceRealm(request.service());
    }
    requireWritable(request.service(), before);
    request.prior().load();
  }

  /** Fails early: no peer could accept a request without encryption types. */
  private void requireEncryptionTypes() throws CrossingException {
    List<EncryptionType> listed = settings.get(KeySettings.ENCRYPTION_TYPES);
    if (store.possible(listed).isEmpty()) {
      throw new CrossingException(
          FailureReason.DATABASE,
          "our KDC can use none of encryption_types: "
              + store.objection(listed).orElse("see the log of kxoverd")
              + "; \"kxover check\" shows the types");
    }
  }

  /**
   * Fails before the peer is asked, because the peer writes first. A key that we cannot write would
   * lie in its database until the key's end.
   */
  private void requireWritable(Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    try {
      store.requireWritable(PrincipalName.crossover(service, settings.realm()), before);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  /**
   * The kvno after the newest one, or 1 after the highest. Fails if our database would refuse the
   * new key: then no peer is asked.
   */
  private static int proposedKvno(PrincipalName name, Optional<StoredCrossover> before)
      throws CrossingException {
    if (before.isEmpty()) {
      return 1;
    }
    if (!before.get().role().equals(Optional.of(Role.CLIENT))) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          name
              + " has no role=client in its string attribute kxover; correct that or delete the"
              + " principal");
    }
    if (before.get().closed()) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          name + " was closed by an administrator (modprinc +allow_tix opens it)");
    }
    // We can take any number. The peer refuses this one unless it starts again at 1 as well.
    int kvno = before.get().highestKvno() + 1;
    return kvno > Agreement.MAX_KVNO ? 1 : kvno;
  }

  private static boolean mayWorkWithAnotherPeer(FailureReason failureReason) {
    return switch (failureReason) {
      case UNREACHABLE, TLS_FAILED, UNAUTHENTICATED, PEER_UNAVAILABLE -> true;
      default -> false;
    };
  }

  private RealmPeers peersOf(Realm service) throws CrossingException {
    try {
      return discovery.peersOf(service, timeout.dividedBy(2));
    } catch (DiscoveryException e) {
      throw FailureReasons.exception(e);
    }
  }

  private StoredCrossover write(
      AgreedKey key, Realm service, Peer peer, Optional<StoredCrossover> before, Instant start)
      throws CrossingException {
    // The other realm may have taken its time to answer, and been blocked meanwhile.
    requireNotBlocked(service, before);
    try {
      StoredCrossover written =
          keys.write(key.agreement(), peer.host() + ":" + peer.port(), before, start);
      key.acknowledge();
      return written;
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.OVERTAKEN) {
        throw FailureReasons.exception(e);
      }
      StoredCrossover found = readBack(key.agreement().crossover());
      requireNotBlocked(service, Optional.of(found));
      // Both keys are valid. The peer keeps the unused one until it expires.
      LOG.info("{}; using the key that was written at the same time", e.getMessage());
      return found;
    }
  }

  private StoredCrossover readBack(PrincipalName name) throws CrossingException {
    try {
      return store
          .find(name)
          .orElseThrow(
              () ->
                  new CrossingException(
                      FailureReason.BUSY, name + " was deleted during the exchange; ask again"));
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }
}
