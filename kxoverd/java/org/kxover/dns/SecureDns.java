package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;

/** DNS lookups whose answers tell how far they can be trusted. */
public interface SecureDns {
  /**
   * Looks up the records of one type at one name, and follows CNAMEs as long as each of them is
   * secure. Blocks until {@code deadline} at most, and never longer than the configured timeout.
   *
   * @param name an absolute name
   * @param type a number of {@link org.xbill.DNS.Type}
   */
  DnsAnswer lookup(Name name, int type, Deadline deadline);

  /**
   * Looks up the addresses of a host, IPv6 first. The addresses are not validated, so the caller
   * must authenticate the host by other means. Blocks as {@link #lookup} does.
   *
   * @return one or more
   * @throws IOException if the host has no address, or the resolver gave no answer
   */
  List<InetAddress> addresses(Name host, Deadline deadline) throws IOException;

  /** Starts the threads that lookups need, as threads may become scarce later. */
  default void startThreads() {}

  /**
   * Lookups on behalf of peers that are not verified yet. They share the cache, but have query
   * slots of their own. So a peer whose servers never answer cannot delay lookups for our users.
   */
  default SecureDns forUnverifiedPeers() {
    return this;
  }
}
