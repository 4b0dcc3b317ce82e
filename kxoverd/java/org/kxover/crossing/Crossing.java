package org.kxover.crossing;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
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
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One crossing, from the peers of a realm to the key in our database. */
public final class Crossing {
  private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);

  /** However many addresses a stranger's zone lists, so many are tried. */
  private static final int MAX_ATTEMPTS = 6;

  private final RealmSettings settings;
  private final Policy policy;
  private final Discovery discovery;
  private final PeerAttempt attempts;
  private final CrossoverStore store;
  private final KeyRecorder keys;
  private final Events events;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param patience from the beginning of a crossing to the end of its exchange; half of it at most
   *     goes into finding the peers, so that there is time to talk to one
   */
  public Crossing(LocalRealm realm, Discovery discovery, PeerAttempt attempts, Duration patience) {
    this.settings = realm.settings();
    this.policy = realm.policy();
    this.discovery = discovery;
    this.attempts = attempts;
    this.store = realm.store();
    this.keys = new KeyRecorder(realm, Role.CLIENT);
    this.events = realm.events();
    this.clock = realm.clock();
    this.patience = patience;
  }

  /**
   * Makes a key with {@code service}: when this returns, both databases have it, or ours has got
   * one from another daemon meanwhile.
   *
   * @param before what our database holds of {@code name}
   * @return what our database holds of {@code name} then
   */
  public StoredCrossover cross(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    Instant start = clock.instant();
    CrossingException failure =
        new CrossingException(FailureReason.INTERNAL, "see the log of kxoverd");
    try {
      StoredCrossover written = attempt(name, service, before, start);
      failure = null;
      return written;
    } catch (CrossingException e) {
      failure = e;
      throw e;
    } finally {
      if (failure != null) {
        tell(failure, service, start);
      }
    }
  }

  private void tell(CrossingException failure, Realm service, Instant start) {
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

  private StoredCrossover attempt(
      PrincipalName name, Realm service, Optional<StoredCrossover> before, Instant start)
      throws CrossingException {
    int kvno = proposedKvno(name, before);
    requireEncryptionTypes();
    Instant end = start.plus(patience);
    try (PriorKeyOffer prior =
        new PriorKeyOffer(settings.get(KeySettings.PRIOR_KEY), store, before)) {
      return attempt(new PeerAttempt.Request(service, kvno, prior, end), before, start);
    }
  }

  private StoredCrossover attempt(
      PeerAttempt.Request request, Optional<StoredCrossover> before, Instant start)
      throws CrossingException {
    Realm service = request.service();
    Instant end = request.end();
    CrossingException last = null;
    int tried = 0;
    RealmPeers peers = peersOf(service);
    while (mayGoOn(tried, end)) {
      Optional<Peer> next = next(peers);
      if (next.isEmpty()) {
        break;
      }
      Peer peer = next.get();
      if (before.isEmpty()) {
        // Only a name that is there, with a zone that is signed, uses up what others may need.
        policy.countGoingOut(service);
      }
      for (InetAddress address : addressesOf(peers, peer, left(end).dividedBy(2))) {
        if (!mayGoOn(tried, end)) {
          break;
        }
        Optional<String> objection = policy.objection(address);
        if (objection.isPresent()) {
          last =
              PeerAttempt.failed(
                  peer, FailureReason.REFUSED_BY_POLICY, peer + ": " + objection.get());
          LOG.info("{}: {}", last.failureReason(), last.getMessage());
          continue;
        }
        tried++;
        try (Agreement agreement = attempts.agree(peer, address, request)) {
          return write(agreement, peer, before, start);
        } catch (CrossingException e) {
          if (!anotherPeerMayDoBetter(e.failureReason())) {
            throw e;
          }
          LOG.info("{}: {}", e.failureReason(), e.getMessage());
          last = e;
        }
      }
    }
    if (last != null) {
      throw last;
    }
    throw clock.instant().isBefore(end)
        ? new CrossingException(
            FailureReason.UNREACHABLE, "no peer of " + service + " has an address")
        : new CrossingException(
            FailureReason.BUSY, "finding the peers of " + service + " took too long");
  }

  /** The offer is not to be one that no peer could take. */
  private void requireEncryptionTypes() throws CrossingException {
    if (store.possible(settings.get(KeySettings.ENCRYPTION_TYPES)).isEmpty()) {
      throw new CrossingException(
          FailureReason.DATABASE, "our kadmin knows none of encryption_types; list others there");
    }
  }

  private Duration left(Instant end) {
    return Duration.between(clock.instant(), end);
  }

  private boolean mayGoOn(int tried, Instant end) {
    return tried < MAX_ATTEMPTS && clock.instant().isBefore(end);
  }

  /** The next kvno of a principal that takes a key of ours; a peer is not to work in vain. */
  private static int proposedKvno(PrincipalName name, Optional<StoredCrossover> before)
      throws CrossingException {
    if (before.isEmpty()) {
      return 1;
    }
    if (!before.get().role().equals(Optional.of(Role.CLIENT))) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          name + " is not marked as ours with role=client; correct that or delete it");
    }
    if (before.get().closed()) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY,
          name + " was closed by an administrator (modprinc +allow_tix opens it)");
    }
    int kvno = before.get().highestKvno() + 1;
    if (kvno > Agreement.MAX_KVNO) {
      throw new CrossingException(
          FailureReason.DATABASE, name + " has reached the highest kvno; delete it to begin again");
    }
    return kvno;
  }

  private static boolean anotherPeerMayDoBetter(FailureReason failureReason) {
    return switch (failureReason) {
      case UNREACHABLE, TLS_FAILED, UNAUTHENTICATED, PEER_UNAVAILABLE -> true;
      default -> false;
    };
  }

  private RealmPeers peersOf(Realm service) throws CrossingException {
    try {
      return discovery.peersOf(service, patience.dividedBy(2));
    } catch (DiscoveryException e) {
      throw FailureReasons.exception(e);
    }
  }

  private static Optional<Peer> next(RealmPeers peers) throws CrossingException {
    try {
      Optional<Peer> next = peers.next();
      next.ifPresent(peer -> LOG.info("found {}, a peer of {}", peer, peers.realm()));
      return next;
    } catch (DiscoveryException e) {
      throw FailureReasons.exception(e);
    }
  }

  private List<InetAddress> addressesOf(RealmPeers peers, Peer peer, Duration within) {
    try {
      return discovery.addressesOf(peers, peer, within);
    } catch (IOException e) {
      LOG.info("no address of {}: {}", peer.host(), e.getMessage());
      return List.of();
    }
  }

  private StoredCrossover write(
      Agreement agreement, Peer peer, Optional<StoredCrossover> before, Instant start)
      throws CrossingException {
    try {
      return keys.write(agreement, peer.host() + ":" + peer.port(), before, start);
    } catch (StoreException e) {
      if (e.reason() != StoreException.Reason.OVERTAKEN) {
        throw FailureReasons.exception(e);
      }
      // The peer keeps ours till its end, unused: both of ours are good, and one is enough.
      LOG.info("{}; that one serves", e.getMessage());
      return written(agreement.crossover());
    }
  }

  private StoredCrossover written(PrincipalName name) throws CrossingException {
    try {
      return store
          .find(name)
          .orElseThrow(
              () -> new CrossingException(FailureReason.BUSY, name + " is gone again; ask again"));
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }
}
