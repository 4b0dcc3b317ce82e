package org.kxover.serving;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.kxover.tls.SourceNetwork;

/** Limits the relayed requests at the KDC at once, in all and for each network. Thread-safe. */
final class RelayPlaces {
  private final int most;
  private final int mostOfNetwork;
  private final Map<SourceNetwork, Integer> taken = new HashMap<>();
  private int total;

  RelayPlaces(int most, int mostOfNetwork) {
    this.most = most;
    this.mostOfNetwork = mostOfNetwork;
  }

  /** The place of one request. Closing it makes it free. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws IOException if no place is free; the message says whose places are in use
   */
  synchronized Place take(SourceNetwork network) throws IOException {
    if (total >= most) {
      throw new IOException("too many relayed requests already wait for the KDC");
    }
    if (taken.getOrDefault(network, 0) >= mostOfNetwork) {
      throw new IOException("too many relayed requests of its network already wait for the KDC");
    }
    taken.merge(network, 1, Integer::sum);
    total++;
    return () -> free(network);
  }

  private synchronized void free(SourceNetwork network) {
    taken.computeIfPresent(network, (any, count) -> count == 1 ? null : count - 1);
    total--;
  }
}
