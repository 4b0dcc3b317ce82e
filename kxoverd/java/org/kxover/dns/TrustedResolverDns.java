package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * Secure DNS by a validating resolver on this machine, whose AD bit is believed: for operators who
 * run one and trust it. Anything further away could be forged on the way.
 */
public final class TrustedResolverDns implements SecureDns {
  private final Lookups lookups;
  private final Addresses addresses;
  private final SecureDns forStrangers;
  private final Upstream upstream;

  /**
   * @param resolver a validating resolver on loopback
   * @param timeout of one look-up as a whole
   * @param clock by which TTLs run out
   * @throws IllegalArgumentException where {@code resolver} is not on loopback
   */
  public TrustedResolverDns(InetSocketAddress resolver, Duration timeout, InstantSource clock) {
    if (resolver.isUnresolved() || !resolver.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("a trusted resolver must be on loopback: " + resolver);
    }
    this.upstream = new Upstream(resolver, timeout);
    this.lookups = new Lookups(new VouchedQuestion(upstream, clock), timeout, clock);
    this.addresses = new Addresses(upstream, timeout);
    this.forStrangers =
        new TrustedResolverDns(
            lookups.apart(new VouchedQuestion(upstream, clock)), addresses, upstream);
  }

  private TrustedResolverDns(Lookups lookups, Addresses addresses, Upstream upstream) {
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
