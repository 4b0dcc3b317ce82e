package org.kxover.tls;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Limits the number of open connections, in total and for each network, and chooses which
 * connection makes room for a new one. It uses memory only for open connections.
 *
 * <p>A connection whose handshake is not complete costs a stranger nothing. While more than half of
 * the slots are in use, a new connection therefore takes the slot of one whose handshake has waited
 * for the peer for a second. In a full network, it takes the slot of such a connection of that
 * network. If all slots are in use and no handshake has waited for so long, it takes that of any
 * that waits for the peer. The choice falls on the network with the most of these, and on its
 * oldest one. So a peer with a single connection comes last. A handshake that waits for us keeps
 * its slot.
 */
final class ConnectionSlots {
  /** The result of acquiring a slot. */
  enum Grant {
    GRANTED,
    FULL,
    NETWORK_FULL
  }

  /** An honest peer takes a few round trips for a handshake. */
  private static final long GRACE_NANOS = 1_000_000_000;

  private final int maxTotal;
  private final int maxNetwork;
  private final LongSupplier nanoTime;
  private final Map<SourceNetwork, Network> networks = new HashMap<>();
  private int total;

  ConnectionSlots(int maxTotal, int maxNetwork, LongSupplier nanoTime) {
    this.maxTotal = maxTotal;
    this.maxNetwork = maxNetwork;
    this.nanoTime = nanoTime;
  }

  /** The open connections of one network. {@code unfinished} are those that wait for the peer. */
  private static final class Network {
    private int open;

    /** The oldest first. */
    private final Set<Slot> unfinished = new LinkedHashSet<>();

    Slot oldest() {
      return unfinished.iterator().next();
    }
  }

  /** The slot of one connection. */
  final class Slot {
    private final SourceNetwork network;
    private long since;
    private boolean held = true;
    private Runnable end = () -> {};

    private Slot(SourceNetwork network) {
      this.network = network;
    }

    /**
     * The handshake waits for the peer from now on, and may be dropped.
     *
     * @param drop ends the connection; called without a lock
     */
    void waitsForPeer(Runnable drop) {
      synchronized (ConnectionSlots.this) {
        if (held) {
          end = drop;
          since = nanoTime.getAsLong();
          networks.get(network).unfinished.add(this);
        }
      }
    }

    /**
     * The handshake waits for us or is complete, and is not dropped any more.
     *
     * @return false if the connection was dropped already
     */
    boolean isKept() {
      synchronized (ConnectionSlots.this) {
        if (held) {
          networks.get(network).unfinished.remove(this);
        }
        return held;
      }
    }

    /** Does nothing if the connection was dropped. */
    void release() {
      synchronized (ConnectionSlots.this) {
        if (held) {
          free(this);
        }
      }
    }
  }

  /**
   * @param slot of the new connection; empty if there is none for it
   * @param dropped ends another connection, whose slot is free already; the caller must run it
   */
  record Result(Grant grant, Optional<Slot> slot, Optional<Runnable> dropped) {
    private static Result refused(Grant grant) {
      return new Result(grant, Optional.empty(), Optional.empty());
    }
  }

  synchronized Result acquire(InetAddress source) {
    SourceNetwork address = SourceNetwork.of(source);
    Network own = networks.getOrDefault(address, new Network());
    boolean networkFull = own.open >= maxNetwork;
    Optional<Slot> dropped = networkFull ? oldest(List.of(own), GRACE_NANOS) : ofAnyNetwork();
    if (dropped.isEmpty() && (networkFull || total >= maxTotal)) {
      return Result.refused(total >= maxTotal ? Grant.FULL : Grant.NETWORK_FULL);
    }
    dropped.ifPresent(this::free);
    networks.computeIfAbsent(address, any -> new Network()).open++;
    total++;
    return new Result(Grant.GRANTED, Optional.of(new Slot(address)), dropped.map(old -> old.end));
  }

  /** The connection that makes room for one of a network that is not full; empty for none. */
  private Optional<Slot> ofAnyNetwork() {
    if (total < maxTotal / 2) {
      return Optional.empty();
    }
    Optional<Slot> old = oldest(networks.values(), GRACE_NANOS);
    return old.isEmpty() && total >= maxTotal ? oldest(networks.values(), 0) : old;
  }

  /**
   * The oldest unfinished connection of the network with the most of them.
   *
   * @param least how long the handshake must have waited for the peer
   */
  private Optional<Slot> oldest(Collection<Network> some, long least) {
    long now = nanoTime.getAsLong();
    return some.stream()
        .filter(network -> !network.unfinished.isEmpty())
        .filter(network -> now - network.oldest().since >= least)
        .max(
            Comparator.<Network>comparingInt(network -> network.unfinished.size())
                .thenComparingLong(network -> now - network.oldest().since))
        .map(Network::oldest);
  }

  private void free(Slot slot) {
    slot.held = false;
    Network network = networks.get(slot.network);
    network.unfinished.remove(slot);
    network.open--;
    if (network.open == 0) {
      networks.remove(slot.network);
    }
    total--;
  }

  synchronized int open() {
    return total;
  }
}
