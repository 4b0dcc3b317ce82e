package org.kxover.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Secure DNS that relies on the AD bit of a validating resolver on this machine. The resolver must
 * be on loopback, because the network could forge the AD bit.
 */
public final class TrustedResolverDns extends ResolverDns {
  /**
   * @param resolver a validating resolver on loopback
   * @param timeout of one lookup as a whole
   * @param clock for TTLs
   * @throws IllegalArgumentException if {@code resolver} is not on loopback
   */
  public TrustedResolverDns(InetSocketAddress resolver, Duration timeout, InstantSource clock) {
    this(
        new Upstream(requireLoopback(resolver), timeout, ZoneAlgorithms.WITHOUT_SHA1),
        timeout,
        clock);
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
