package org.kxover.dns;

import org.xbill.DNS.Name;

/**
 * Asks one query (RFC 1034 section 3.7) about one name, without regard to where its CNAME may lead.
 */
@FunctionalInterface
interface Query {
  /**
   * @return as {@link SecureDns#lookup}, but where {@code name} is an alias, its CNAME record
   *     stands for the records asked for
   */
  DnsAnswer ask(Name name, int type, Deadline deadline);
}
