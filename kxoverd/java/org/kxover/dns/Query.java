package org.kxover.dns;

import org.xbill.DNS.Name;

/** Sends one query (RFC 1034 section 3.7) about one name, and does not follow a CNAME. */
@FunctionalInterface
interface Query {
  /**
   * @param work what the lookup that the query is part of may cost
   * @return as {@link SecureDns#lookup}, but with the CNAME record in place of the queried records
   *     if {@code name} is an alias
   */
  DnsAnswer ask(Name name, int type, LookupWork work);
}
