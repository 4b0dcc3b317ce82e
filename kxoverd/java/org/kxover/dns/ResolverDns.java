package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.xbill.DNS.Name;

/** The common part of {@link ValidatingDns} and {@link TrustedResolverDns}. */
abstract class ResolverDns implements SecureDns {
  private final Upstream upstream;
  private final SecureDns forUsers;
  private final SecureDns forUnverifiedPeers;

  /**
   * @param query for lookups of our own users and maintenance
   * @param unverifiedQuery for lookups that unverified peers cause
   * @param upstream the resolver, for addresses
   * @param timeout of one lookup as a whole
   * @param clock for TTLs
   */
  ResolverDns(
      Query query,
      Query unverifiedQuery,
      Upstream upstream,
      Duration timeout,
      InstantSource clock) {
    Lookups lookups = new Lookups(query, timeout, clock);
    AddressQueries addresses = new AddressQueries(upstream, timeout);
    this.upstream = upstream;
    this.forUsers = new Answers(lookups, addresses);
    this.forUnverifiedPeers = new Answers(lookups.withQuery(unverifiedQuery), addresses);
  }

  private record Answers(Lookups lookups, AddressQueries addresses) implements SecureDns {
    @Override
    public DnsAnswer lookup(Name name, int type, Deadline deadline) {
      return lookups.lookup(name, type, deadline);
    }

    @Override
    public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
      return addresses.lookup(host, deadline);
    }
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    return forUsers.lookup(name, type, deadline);
  }

  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
    return forUsers.addresses(host, deadline);
  }

  @Override
  public void startThreads() {
    upstream.startThreads();
  }

  @Override
  public SecureDns forUnverifiedPeers() {
    return forUnverifiedPeers;
  }
}
