package org.kxover.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Secure DNS by a DNSSEC validator of our own (RFC 4035 section 5), over any recursive resolver,
 * which need not be trusted: it can keep answers back, but not forge them.
 */
public final class ValidatingDns extends ResolverDns {
  /**
   * @param resolver a recursive resolver that passes signatures on
   * @param timeout of one look-up as a whole, with all questions for keys and CNAMEs
   * @param clock by which signatures and TTLs run out
   */
  public ValidatingDns(
      InetSocketAddress resolver, TrustAnchors anchors, Duration timeout, InstantSource clock) {
    this(
        new ValidatedQuery(new Upstream(resolver, timeout), anchors, clock),
        new Upstream(resolver, timeout),
        timeout,
        clock);
  }

  private ValidatingDns(
      ValidatedQuery query, Upstream upstream, Duration timeout, InstantSource clock) {
    super(query, query.apart(), upstream, timeout, clock);
  }
}
