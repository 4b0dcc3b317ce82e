package org.kxover.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kxover.base.Comparables;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Finds the servers of a realm by its SRV records (RFC 2782). */
final class RealmServers {
  /** Kerberos over TLS (RFC 6251). */
  private static final String SERVICE = "_kerberos-tls._tcp.";

  /** Plain Kerberos: only a TLSA record shows that such a server supports TLS. */
  private static final String FALLBACK = "_kerberos._tcp.";

  private static final int MAX_RECORDS = 32;

  /** The number of servers whose TLSA records are looked up. */
  private static final int MAX_SERVERS = 8;

  private final SecureDns dns;
  private final SecureQueries queries;
  private final PeerTlsa peerTlsa;
  private final SrvOrder order;
  private final PrefetchPool pool;

  RealmServers(SecureDns dns, SecureQueries queries, RandomGenerator random, PrefetchPool pool) {
    this.queries = queries;
    this.peerTlsa = new PeerTlsa(dns, queries);
    this.order = new SrvOrder(random);
    this.dns = dns;
    this.pool = pool;
  }

  /** The owner name of a realm's SRV records, without trailing dot. */
  static String owner(String domain) {
    return SERVICE + domain;
  }

  /**
   * @param connecting true if the caller will connect to the servers; only affects prefetching
   */
  RealmPeers find(Realm realm, boolean connecting, Deadline deadline) throws DiscoveryException {
    DnsAnswer servers;
    try {
      servers = queries.records(owner(realm.dnsName()), Type.SRV, deadline);
    } catch (DiscoveryException e) {
      // The fallback requires proof of absence. Otherwise an attacker who can disturb an answer
      // could force it.
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      return fallback(realm, e, connecting, deadline);
    }
    return select(realm, owner(realm.dnsName()), servers, Optional.empty(), connecting, deadline);
  }

  private RealmPeers fallback(
      Realm realm, DiscoveryException absent, boolean connecting, Deadline deadline)
      throws DiscoveryException {
    String owner = FALLBACK + realm.dnsName();
    DnsAnswer servers;
    try {
      servers = queries.records(owner, Type.SRV, deadline);
    } catch (DiscoveryException e) {
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      Duration ttl = Comparables.min(e.ttl(), absent.ttl());
      throw new DiscoveryException(
          DiscoveryFailure.ABSENT, ttl, absent.getMessage() + "; " + e.getMessage());
    }
    return select(realm, owner, servers, Optional.of(absent), connecting, deadline);
  }

  private RealmPeers select(
      Realm realm,
      String owner,
      DnsAnswer servers,
      Optional<DiscoveryException> fallbackReason,
      boolean connecting,
      Deadline deadline)
      throws DiscoveryException {
    if (servers.records().size() > MAX_RECORDS) {
      throw SecureQueries.invalid(
          owner, Type.SRV, servers.records().size() + " records, more than " + MAX_RECORDS);
    }
    List<SRVRecord> records = servers.records().stream().map(SRVRecord.class::cast).toList();
    Map<String, PeerLookup> lookups = new LinkedHashMap<>();
    List<DiscoveryException> skipped = new ArrayList<>();
    for (SRVRecord server : order.order(records)) {
      try {
        PeerLookup lookup = lookup(owner, server, servers.ttl(), deadline);
        if (lookups.size() < MAX_SERVERS) {
          lookups.putIfAbsent(lookup.host() + ":" + lookup.port(), lookup);
        }
      } catch (DiscoveryException e) {
        skipped.add(e);
      }
    }
    List<PeerLookup> ordered = List.copyOf(lookups.values());
    // The caller itself looks up the first server, at once.
    ordered.stream().skip(1).forEach(pool::tryStart);
    RealmPeers peers = new RealmPeers(realm, servers.ttl(), fallbackReason, ordered, skipped);
    if (connecting && !ordered.isEmpty()) {
      prefetchAddresses(peers, ordered.get(0).host(), deadline);
    }
    return peers;
  }

  /** Looks up the addresses of the first server in parallel with its TLSA records. */
  private void prefetchAddresses(RealmPeers peers, String first, Deadline deadline) {
    if (!queries.isNeverLookedUp(first)) {
      AddressLookup addresses = new AddressLookup(dns, first, deadline);
      peers.addAddressLookup(first, addresses);
      pool.tryStart(addresses);
    }
  }

  private PeerLookup lookup(String owner, SRVRecord server, Duration ttl, Deadline deadline)
      throws DiscoveryException {
    if (server.getTarget().equals(Name.root)) {
      throw SecureQueries.failure(
          owner,
          Type.SRV,
          DiscoveryFailure.ABSENT,
          ttl,
          "the zone says that it has no such server (target \".\")");
    }
    Optional<String> host = HostName.parse(server.getTarget().toString(true)).map(HostName::name);
    if (host.isEmpty() || server.getPort() == 0) {
      String target = Printable.quote(server.getTarget().toString(true));
      throw SecureQueries.invalid(
          owner, Type.SRV, "not a host and port: " + target + " " + server.getPort());
    }
    return new PeerLookup(host.get(), server.getPort(), peerTlsa, deadline);
  }
}
