package org.kxover.base;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells a server that restarts from one that is down. Neither has an open port. A restart, as of an
 * upgrade, ends within seconds, so that a user need not notice it. But nobody waits for a server
 * that has been down for longer. It is thread-safe.
 */
public final class RestartPatience {
  /** Between two tries of one address. */
  public static final Duration PAUSE = Duration.ofMillis(100);

  private static final int MAX_ADDRESSES = 1000;

  private final Duration longest;
  private final LongSupplier nanoTime;

  /** When the address first refused since it answered. */
  private final Map<InetSocketAddress, Long> refusing = new RecentMap<>(MAX_ADDRESSES);

  /**
   * @param longest more than a restart takes, and less than the user's KDC waits
   * @param nanoTime as {@link System#nanoTime}
   */
  public RestartPatience(Duration longest, LongSupplier nanoTime) {
    this.longest = longest;
    this.nanoTime = nanoTime;
  }

  /** Whether to try again, now that the address has refused. */
  public synchronized boolean mayRestart(InetSocketAddress address) {
    long now = nanoTime.getAsLong();
    long first = refusing.computeIfAbsent(address, any -> now);
    return now - first < longest.toNanos();
  }

  /** The address accepted a connection, or answered. */
  public synchronized void answered(InetSocketAddress address) {
    refusing.remove(address);
  }
}
