package org.kxover.crossing;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.kxover.crossover.FailureReasons;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.RealmPeers;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of a realm's peers in the order to try them, each looked up when it is needed. The
 * servers come in the order of RFC 2782. The addresses of a server alternate between IPv6 and IPv4
 * (RFC 8305 section 4).
 *
 * <p>Not thread-safe.
 */
final class Targets {
  private static final Logger LOG = LoggerFactory.getLogger(Targets.class);

  /** What must be true before the first peer is asked. */
  interface Condition {
    void require() throws CrossingException;
  }

  private final RealmPeers peers;
  private final Discovery discovery;
  private final Policy policy;
  private final Condition beforeTheFirst;
  private final Supplier<Duration> timeLeft;
  private final Deque<Target> known = new ArrayDeque<>();
  private boolean found;
  private CrossingException refused;

  /**
   * @param beforeTheFirst is checked once, when the realm is known to have a peer
   * @param timeLeft for the whole crossing; a look-up of addresses gets half of it
   */
  Targets(
      RealmPeers peers,
      Discovery discovery,
      Policy policy,
      Condition beforeTheFirst,
      Supplier<Duration> timeLeft) {
    this.peers = peers;
    this.discovery = discovery;
    this.policy = policy;
    this.beforeTheFirst = beforeTheFirst;
    this.timeLeft = timeLeft;
  }

  /**
   * The next address that the policy allows; empty after the last.
   *
   * @throws CrossingException if the realm has no usable peer, or the condition does not hold
   */
  Optional<Target> next() throws CrossingException {
    while (known.isEmpty()) {
      Optional<Peer> peer = nextPeer();
      if (peer.isEmpty()) {
        return Optional.empty();
      }
      if (!found) {
        beforeTheFirst.require();
        found = true;
      }
      addAddresses(peer.get());
    }
    return Optional.of(known.remove());
  }

  /** Why the policy refused an address last; empty if it refused none. */
  Optional<CrossingException> refused() {
    return Optional.ofNullable(refused);
  }

  private Optional<Peer> nextPeer() throws CrossingException {
    try {
      Optional<Peer> next = peers.next();
      next.ifPresent(peer -> LOG.info("found {}, a peer of {}", peer, peers.realm()));
      return next;
    } catch (DiscoveryException e) {
      throw FailureReasons.exception(e);
    }
  }

  private void addAddresses(Peer peer) {
    for (InetAddress address : alternating(addressesOf(peer))) {
      Optional<String> objection = policy.objection(address);
      if (objection.isEmpty()) {
        known.add(new Target(peer, address));
      } else {
        refused =
            PeerAttempt.failed(
                peer, FailureReason.REFUSED_BY_POLICY, peer + ": " + objection.get());
        PeerAttempt.log(peers.realm(), refused);
      }
    }
  }

  private List<InetAddress> addressesOf(Peer peer) {
    try {
      return discovery.addressesOf(peers, peer, timeLeft.get().dividedBy(2));
    } catch (IOException e) {
      LOG.info("cannot find an address of {}: {}", peer.host(), e.getMessage());
      return List.of();
    }
  }

  /** Begins with the kind of address that comes first. Keeps the order within each kind. */
  static List<InetAddress> alternating(List<InetAddress> addresses) {
    Deque<InetAddress> first = new ArrayDeque<>();
    Deque<InetAddress> second = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      boolean like = address instanceof Inet6Address == addresses.get(0) instanceof Inet6Address;
      (like ? first : second).add(address);
    }
    List<InetAddress> ordered = new ArrayList<>();
    while (!first.isEmpty() || !second.isEmpty()) {
      Optional.ofNullable(first.poll()).ifPresent(ordered::add);
      Optional.ofNullable(second.poll()).ifPresent(ordered::add);
    }
    return ordered;
  }
}
