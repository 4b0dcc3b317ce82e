package org.kxover.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Secure DNS by a validating resolver on this machine, whose AD bit is believed: for operators who
 * run one and trust it. Anything further away could be forged on the way.
 */
public final class TrustedResolverDns extends ResolverDns {
  /**
   * @param resolver a validating resolver on loopback
   * @param timeout of one look-up as a whole
   * @param clock by which TTLs run out
   * @throws IllegalArgumentException where {@code resolver} is not on loopback
   */
  public TrustedResolverDns(InetSocketAddress resolver, Duration timeout, InstantSource clock) {
    this(new Upstream(requireLoopback(resolver), timeout), timeout, clock);
  }

  private TrustedResolverDns(Upstream upstream, Duration timeout, InstantSource clock) {
    super(
        new TrustedResolverQuery(upstream, clock),
        new TrustedResolverQuery(upstream, clock),
        upstream,
        timeout,
        clock);
  }

  private static InetSocketAddress requireLoopback(InetSocketAddress resolver) {
    if (resolver.isUnresolved() || !resolver.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("a trusted resolver must be on loopback: " + resolver);
    }
    return resolver;
  }
}
