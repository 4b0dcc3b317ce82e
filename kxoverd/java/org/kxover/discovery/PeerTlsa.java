package org.kxover.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kxover.base.Comparables;
import org.kxover.dane.TlsaRecord;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.HostName;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** The TLSA records of a server, at its own port and name (RFC 6698 section 3, RFC 7673). */
final class PeerTlsa {
  private static final int MAX_RECORDS = 64;

  private final SecureDns dns;
  private final SecureQueries queries;

  PeerTlsa(SecureDns dns, SecureQueries queries) {
    this.dns = dns;
    this.queries = queries;
  }

  /**
   * One or more records, and how long they hold.
   *
   * @param ttl of the records, or of the alias that led to them, whichever is less
   */
  record Found(List<TlsaRecord> records, Duration ttl) {}

  /** Where the records of a server stand (RFC 6698 section 3). */
  static String owner(String host, int port) {
    return "_" + port + "._tcp." + host;
  }

  /**
   * The records at {@code host}, or else, where {@code host} is a secure alias, at its end (RFC
   * 7671 section 7). RFC 2782 forbids aliases as targets, so the host's own name goes first.
   */
  Found of(String host, int port, Deadline deadline) throws DiscoveryException {
    try {
      return at(host, port, deadline);
    } catch (DiscoveryException e) {
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      DnsAnswer address = dns.lookup(SecureQueries.name(host, Type.A), Type.A, deadline);
      Optional<String> end =
          HostName.parse(address.name().toString(true))
              .map(HostName::name)
              .filter(name -> !name.equals(host));
      if (!address.isProven() || end.isEmpty()) {
        throw e;
      }
      Found found = at(end.get(), port, deadline);
      return new Found(found.records(), Comparables.min(found.ttl(), address.ttl()));
    }
  }

  private Found at(String host, int port, Deadline deadline) throws DiscoveryException {
    String owner = owner(host, port);
    DnsAnswer answer = queries.records(owner, Type.TLSA, deadline);
    // A part of the set could be the weaker part (RFC 7671 section 9).
    if (answer.records().size() > MAX_RECORDS) {
      throw SecureQueries.invalid(
          owner, Type.TLSA, answer.records().size() + " records, more than " + MAX_RECORDS);
    }
    return new Found(answer.records().stream().map(PeerTlsa::read).toList(), answer.ttl());
  }

  private static TlsaRecord read(Record record) {
    TLSARecord tlsa = (TLSARecord) record;
    return new TlsaRecord(
        tlsa.getCertificateUsage(),
        tlsa.getSelector(),
        tlsa.getMatchingType(),
        tlsa.getCertificateAssociationData());
  }
}
