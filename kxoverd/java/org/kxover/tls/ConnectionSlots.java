package org.kxover.tls;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the number of open connections, in total and for each network. It uses memory only for
 * open connections.
 */
final class ConnectionSlots {
  /** The result of acquiring a slot. */
  enum Grant {
    GRANTED,
    FULL,
    NETWORK_FULL
  }

  private final int maxTotal;
  private final int maxNetwork;
  private final Map<SourceNetwork, Integer> byNetwork = new HashMap<>();
  private int total;

  ConnectionSlots(int maxTotal, int maxNetwork) {
    this.maxTotal = maxTotal;
    this.maxNetwork = maxNetwork;
  }

  synchronized Grant acquire(InetAddress source) {
    if (total >= maxTotal) {
      return Grant.FULL;
    }
    SourceNetwork network = SourceNetwork.of(source);
    int open = byNetwork.getOrDefault(network, 0);
    if (open >= maxNetwork) {
      return Grant.NETWORK_FULL;
    }
    byNetwork.put(network, open + 1);
    total++;
    return Grant.GRANTED;
  }

  /** Releases a slot that {@link #acquire} granted. */
  synchronized void release(InetAddress source) {
    byNetwork.computeIfPresent(
        SourceNetwork.of(source), (network, open) -> open == 1 ? null : open - 1);
    total--;
  }

  synchronized int open() {
    return total;
  }
}
