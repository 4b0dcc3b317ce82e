package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.xbill.DNS.Name;

/** What secure DNS over a resolver is, whoever says of its answers that they are secure. */
abstract class ResolverDns implements SecureDns {
  private final Upstream upstream;
  private final SecureDns forUsers;
  private final SecureDns forStrangers;

  /**
   * @param query asks for users
   * @param apart asks for strangers
   * @param upstream the resolver, for what need not be secure
   * @param timeout of one look-up as a whole
   * @param clock by which TTLs run out
   */
  ResolverDns(Query query, Query apart, Upstream upstream, Duration timeout, InstantSource clock) {
    Lookups lookups = new Lookups(query, timeout, clock);
    AddressQueries addresses = new AddressQueries(upstream, timeout);
    this.upstream = upstream;
    this.forUsers = new Answers(lookups, addresses);
    this.forStrangers = new Answers(lookups.apart(apart), addresses);
  }

  private record Answers(Lookups lookups, AddressQueries addresses) implements SecureDns {
    @Override
    public DnsAnswer lookup(Name name, int type, Deadline deadline) {
      return lookups.lookup(name, type, deadline);
    }

    @Override
    public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
      return addresses.of(host, deadline);
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
  public void begin() {
    upstream.begin();
  }

  @Override
  public SecureDns forStrangers() {
    return forStrangers;
  }
}
