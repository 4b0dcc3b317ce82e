package org.kxover.tls;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts open connections, in all and for each network; it never holds more than it counts. */
final class ConnectionSlots {
  /** What became of a wish for a slot. */
  enum Grant {
    GRANTED,
    FULL,
    NETWORK_FULL
  }

  private final int maxAll;
  private final int maxNetwork;
  private final Map<SourceNetwork, Integer> byNetwork = new HashMap<>();
  private int all;

  ConnectionSlots(int maxAll, int maxNetwork) {
    this.maxAll = maxAll;
    this.maxNetwork = maxNetwork;
  }

  synchronized Grant take(InetAddress source) {
    if (all >= maxAll) {
      return Grant.FULL;
    }
    SourceNetwork network = SourceNetwork.of(source);
    int open = byNetwork.getOrDefault(network, 0);
    if (open >= maxNetwork) {
      return Grant.NETWORK_FULL;
    }
    byNetwork.put(network, open + 1);
    all++;
    return Grant.GRANTED;
  }

  /** Gives back what {@link #take} granted. */
  synchronized void release(InetAddress source) {
    byNetwork.computeIfPresent(
        SourceNetwork.of(source), (network, open) -> open == 1 ? null : open - 1);
    all--;
  }

  synchronized int open() {
    return all;
  }
}
