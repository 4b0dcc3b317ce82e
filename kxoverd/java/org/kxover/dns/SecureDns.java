package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;

/** Questions to DNS, each answered with how far the answer can be trusted. */
public interface SecureDns {
  /**
   * Asks for the records of one type at one name, and follows CNAMEs as long as each of them is
   * secure. Waits, but neither beyond {@code deadline} nor longer than the limit it was made with.
   *
   * @param name an absolute name
   * @param type a number of {@link org.xbill.DNS.Type}
   */
  DnsAnswer lookup(Name name, int type, Deadline deadline);

  /**
   * The addresses of a host, IPv6 first. They need not be secure: whoever uses them must have
   * another way to know the host that answers. Waits as {@link #lookup} does.
   *
   * @return one or more
   * @throws IOException where there is no address, or the resolver gave no answer
   */
  List<InetAddress> addresses(Name host, Deadline deadline) throws IOException;

  /** Has what it takes to ask in place before the first question, when there may be less of it. */
  default void begin() {}

  /**
   * The same answers for strangers, who can have us ask servers of their own that never answer:
   * their look-ups wait for each other, and nobody else for theirs.
   */
  default SecureDns forStrangers() {
    return this;
  }
}
