package org.kxover.discovery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Finds the servers of a realm by its SRV records (RFC 2782). */
final class RealmServers {
  /** Kerberos over TLS (RFC 6251). */
  private static final String SERVICE = "_kerberos-tls._tcp.";

  /** Plain Kerberos: here only a TLSA record tells a server that does TLS. */
  private static final String FALLBACK = "_kerberos._tcp.";

  private static final int MAX_RECORDS = 32;

  private final SecureQueries queries;
  private final PeerTlsa peerTlsa;
  private final SrvOrder order;

  RealmServers(SecureDns dns, SecureQueries queries, RandomGenerator random) {
    this.queries = queries;
    this.peerTlsa = new PeerTlsa(dns, queries);
    this.order = new SrvOrder(random);
  }

  RealmPeers of(Realm realm) throws DiscoveryException {
    DnsAnswer servers;
    try {
      servers = queries.records(SERVICE + realm.dnsName(), Type.SRV);
    } catch (DiscoveryException e) {
      // Anything less than a proof would let whoever can spoil an answer choose the fallback.
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      return fallback(realm, e);
    }
    return select(realm, SERVICE + realm.dnsName(), servers);
  }

  private RealmPeers fallback(Realm realm, DiscoveryException absent) throws DiscoveryException {
    String owner = FALLBACK + realm.dnsName();
    try {
      RealmPeers found = select(realm, owner, queries.records(owner, Type.SRV));
      return new RealmPeers(realm, found.peers(), Durations.min(found.ttl(), absent.ttl()));
    } catch (DiscoveryException e) {
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      Duration ttl = Durations.min(e.ttl(), absent.ttl());
      throw new DiscoveryException(
          DiscoveryFailure.ABSENT, ttl, absent.getMessage() + "; " + e.getMessage());
    }
  }

  private RealmPeers select(Realm realm, String owner, DnsAnswer servers)
      throws DiscoveryException {
    if (servers.records().size() > MAX_RECORDS) {
      throw SecureQueries.invalid(
          owner, Type.SRV, servers.records().size() + " records, more than " + MAX_RECORDS);
    }
    List<SRVRecord> records = servers.records().stream().map(SRVRecord.class::cast).toList();
    PeerSelection selection = new PeerSelection(owner, servers.ttl(), peerTlsa);
    for (SRVRecord record : order.order(records)) {
      selection.consider(record);
    }
    return selection.result(realm);
  }
}
