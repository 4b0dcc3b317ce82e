package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * Secure DNS by a DNSSEC validator of our own (RFC 4035 section 5), over any recursive resolver,
 * which need not be trusted: it can keep answers back, but not forge them.
 */
public final class ValidatingDns implements SecureDns {
  private final Lookups lookups;
  private final Addresses addresses;

  /**
   * @param resolver a recursive resolver that passes signatures on
   * @param timeout of one look-up as a whole, with all questions for keys and CNAMEs
   * @param clock by which signatures and TTLs run out
   */
  public ValidatingDns(
      InetSocketAddress resolver, TrustAnchors anchors, Duration timeout, InstantSource clock) {
    Upstream validated = new Upstream(resolver, timeout);
    this.lookups = new Lookups(new ValidatedQuestion(validated, anchors, clock), timeout, clock);
    this.addresses = new Addresses(new Upstream(resolver, timeout), timeout);
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    return lookups.lookup(name, type, deadline);
  }

  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
    return addresses.of(host, deadline);
  }
}
