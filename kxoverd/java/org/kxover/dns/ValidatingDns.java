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
  private final SecureDns forStrangers;
  private final Upstream upstream;

  /**
   * @param resolver a recursive resolver that passes signatures on
   * @param timeout of one look-up as a whole, with all questions for keys and CNAMEs
   * @param clock by which signatures and TTLs run out
   */
  public ValidatingDns(
      InetSocketAddress resolver, TrustAnchors anchors, Duration timeout, InstantSource clock) {
    Upstream validated = new Upstream(resolver, timeout);
    ValidatedQuestion question = new ValidatedQuestion(validated, anchors, clock);
    this.lookups = new Lookups(question, timeout, clock);
    this.upstream = new Upstream(resolver, timeout);
    this.addresses = new Addresses(upstream, timeout);
    this.forStrangers = new ValidatingDns(lookups.apart(question.apart()), addresses, upstream);
  }

  private ValidatingDns(Lookups lookups, Addresses addresses, Upstream upstream) {
    this.upstream = upstream;
    this.lookups = lookups;
    this.addresses = addresses;
    this.forStrangers = this;
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    return lookups.lookup(name, type, deadline);
  }

  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
    return addresses.of(host, deadline);
  }

  @Override
  public void begin() {
    upstream.begin();
  }

  @Override
  public SecureDns forStrangers() {
    return forStrangers;
  }
}
