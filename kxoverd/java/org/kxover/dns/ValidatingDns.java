package org.kxover.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Secure DNS with a built-in DNSSEC validator (RFC 4035 section 5) over any recursive resolver. The
 * resolver need not be trusted: it can withhold answers, but not forge them.
 */
public final class ValidatingDns extends ResolverDns {
  /**
   * @param resolver a recursive resolver that returns DNSSEC signatures
   * @param timeout of one lookup as a whole, with all queries for keys and CNAMEs
   * @param clock for signatures and TTLs
   */
  public ValidatingDns(
      InetSocketAddress resolver, TrustAnchors anchors, Duration timeout, InstantSource clock) {
    this(resolver, anchors, ZoneAlgorithms.WITHOUT_SHA1, timeout, clock);
  }

  /** As above, with the algorithms that zones may sign with. */
  public ValidatingDns(
      InetSocketAddress resolver,
      TrustAnchors anchors,
      ZoneAlgorithms algorithms,
      Duration timeout,
      InstantSource clock) {
    this(
        new ValidatedQuery(new Upstream(resolver, timeout, algorithms), anchors, algorithms, clock),
        new Upstream(resolver, timeout, algorithms),
        timeout,
        clock);
  }

  private ValidatingDns(
      ValidatedQuery query, Upstream upstream, Duration timeout, InstantSource clock) {
    super(query, query.forStrangers(), upstream, timeout, clock);
  }
}
