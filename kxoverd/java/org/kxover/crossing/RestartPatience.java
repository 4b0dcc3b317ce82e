package org.kxover.crossing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.kxover.base.RecentMap;

/**
 * Tells a peer that restarts from one that is down. Neither accepts connections. A restart, as of
 * an upgrade, ends within seconds, so that a user who waits for a key need not notice it. But
 * nobody waits for a peer that has been down for longer. It is thread-safe.
 */
final class RestartPatience {
  /** More than a restart takes, and less than a KDC with the plugin waits by default. */
  static final Duration LONGEST = Duration.ofMillis(2500);

  /** Between two connections to one address. */
  static final Duration PAUSE = Duration.ofMillis(100);

  private static final int MAX_ADDRESSES = 1000;

  private final LongSupplier nanoTime;

  /** When the address first refused a connection since it accepted one. */
  private final Map<InetSocketAddress, Long> refusing = new RecentMap<>(MAX_ADDRESSES);

  RestartPatience(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether to try again, now that the address has refused a connection. */
  synchronized boolean mayRestart(InetSocketAddress address) {
    long now = nanoTime.getAsLong();
    long first = refusing.computeIfAbsent(address, any -> now);
    return now - first < LONGEST.toNanos();
  }

  synchronized void accepted(InetSocketAddress address) {
    refusing.remove(address);
  }
}
