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

/** Finds the TLSA records of a server (RFC 6698 section 3, RFC 7673). */
final class PeerTlsa {
  private static final int MAX_RECORDS = 64;

  private final SecureDns dns;
  private final SecureQueries queries;

  PeerTlsa(SecureDns dns, SecureQueries queries) {
    this.dns = dns;
    this.queries = queries;
  }

  /**
   * One or more records, and how long they are valid.
   *
   * @param ttl the lesser of the TTLs of the records and of an alias that led to them
   */
  record Found(List<TlsaRecord> records, Duration ttl) {}

  /** The owner name of a server's TLSA records, without trailing dot (RFC 6698 section 3). */
  static String owner(String host, int port) {
    return "_" + port + "._tcp." + host;
  }

  /**
   * Finds the records at {@code host}, or at the target of {@code host} if that is a secure alias
   * (RFC 7671 section 7). RFC 2782 forbids aliases as SRV targets, so {@code host} itself is tried
   * first.
   */
  Found find(String host, int port, Deadline deadline) throws DiscoveryException {
    try {
      return findAt(host, port, deadline);
    } catch (DiscoveryException e) {
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      DnsAnswer address = dns.lookup(SecureQueries.name(host, Type.A), Type.A, deadline);
      Optional<String> target =
          HostName.parse(address.name().toString(true))
              .map(HostName::name)
              .filter(name -> !name.equals(host));
      if (!address.isProven() || target.isEmpty()) {
        throw e;
      }
      Found found = findAt(target.get(), port, deadline);
      return new Found(found.records(), Comparables.min(found.ttl(), address.ttl()));
    }
  }

  private Found findAt(String host, int port, Deadline deadline) throws DiscoveryException {
    String owner = owner(host, port);
    DnsAnswer answer = queries.records(owner, Type.TLSA, deadline);
    // Truncating the set could remove the stronger digests (RFC 7671 section 9).
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
