package org.kxover.discovery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Finds the realm in {@code _kerberos} TXT records (draft-vanrein-dnstxt-krb1-09). It is the first
 * character-string of a record, with its case. Records without a valid realm name are ignored,
 * because other applications may use the owner name. Two different realms are an error, because
 * neither is preferred.
 */
final class RealmTxt {
  private static final int MAX_RECORDS = 16;

  private final SecureQueries queries;

  RealmTxt(SecureQueries queries) {
    this.queries = queries;
  }

  /** The owner name of the TXT records of {@code domain}. Parent domains are not searched. */
  static String owner(String domain) {
    return "_kerberos." + domain;
  }

  /** Looks up the realm of {@code domain}. */
  HostRealm lookup(String domain, Deadline deadline) throws DiscoveryException {
    String owner = owner(domain);
    DnsAnswer answer = queries.records(owner, Type.TXT, deadline);
    return new HostRealm(only(owner, answer.records()), answer.ttl());
  }

  /** The realm that such records name. */
  static Realm only(String owner, List<Record> records) throws DiscoveryException {
    if (records.size() > MAX_RECORDS) {
      throw invalid(owner, records.size() + " records, more than " + MAX_RECORDS);
    }
    Set<Realm> realms = new LinkedHashSet<>();
    List<String> ignored = new ArrayList<>();
    for (Record record : records) {
      String text = firstString((TXTRecord) record);
      try {
        realms.add(Realm.parse(text));
      } catch (KerberosSyntaxException e) {
        ignored.add(Printable.quote(text));
      }
    }
    if (realms.isEmpty()) {
      throw invalid(owner, "no valid realm name in " + String.join(", ", ignored));
    }
    if (realms.size() > 1) {
      throw invalid(owner, "different realms: " + realms);
    }
    return realms.iterator().next();
  }

  private static String firstString(TXTRecord record) {
    List<byte[]> strings = record.getStringsAsByteArrays();
    return strings.isEmpty() ? "" : new String(strings.get(0), StandardCharsets.ISO_8859_1);
  }

  static DiscoveryException invalid(String owner, String why) {
    return SecureQueries.invalid(owner, Type.TXT, why);
  }
}
