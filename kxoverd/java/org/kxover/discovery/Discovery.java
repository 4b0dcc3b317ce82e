package org.kxover.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Finds the realm of a host and the servers of a realm with secure DNS. Each method blocks for its
 * lookups until the time limit of its caller. A single lookup blocks no longer than the {@link
 * SecureDns} allows.
 */
public final class Discovery {
  private final SecureDns dns;
  private final RealmTxt realmTxt;
  private final RealmServers realmServers;
  private final DnsPrefetch prefetch;

  /** A discovery that may look up any domain. */
  public Discovery(SecureDns dns, RandomGenerator random) {
    this(dns, random, NeverLookedUp.nothing());
  }

  /**
   * @param random for the weights of SRV records
   * @param never domains that are never looked up
   */
  public Discovery(SecureDns dns, RandomGenerator random, NeverLookedUp never) {
    this(dns, random, never, new PrefetchPool());
  }

  /**
   * @param lookUps runs lookups ahead of their use; it may reject them
   */
  public Discovery(SecureDns dns, RandomGenerator random, NeverLookedUp never, Executor lookUps) {
    this(dns, random, never, new PrefetchPool(lookUps));
  }

  private Discovery(SecureDns dns, RandomGenerator random, NeverLookedUp never, PrefetchPool pool) {
    SecureQueries queries = new SecureQueries(dns, never);
    this.dns = dns;
    this.realmTxt = new RealmTxt(queries);
    this.realmServers = new RealmServers(dns, queries, random, pool);
    this.prefetch = new DnsPrefetch(dns, queries, pool);
  }

  /**
   * The realm of a host, from {@code _kerberos.host} TXT (draft-vanrein-dnstxt-krb1-09).
   *
   * @param host a name from a service ticket request, not yet checked
   * @param wanted tells for the host's likely realm whether the caller would ask for its servers
   *     next; used only for prefetching
   */
  public HostRealm realmOf(String host, Predicate<Realm> wanted, Duration within)
      throws DiscoveryException {
    Optional<HostName> name = HostName.parse(host);
    if (name.isEmpty()) {
      throw new DiscoveryException(
          DiscoveryFailure.INVALID, Duration.ZERO, "not a host name: " + Printable.quote(host));
    }
    Deadline deadline = Deadline.in(within);
    prefetch.serversOfParentDomain(name.get().name(), wanted, deadline);
    return realmTxt.lookup(name.get().name(), deadline);
  }

  /** As {@link #realmOf(String, Predicate, Duration)}, without prefetching. */
  public HostRealm realmOf(String host, Duration within) throws DiscoveryException {
    return realmOf(host, realm -> false, within);
  }

  /**
   * The servers of a realm that have TLSA records. They are the targets of {@code
   * _kerberos-tls._tcp} SRV (RFC 6251), or of {@code _kerberos._tcp} SRV if the former is provably
   * absent.
   *
   * @param within also limits the lookups that {@link RealmPeers#next} waits for
   */
  public RealmPeers peersOf(Realm realm, Duration within) throws DiscoveryException {
    return realmServers.find(realm, true, Deadline.in(within));
  }

  /** As {@link #peersOfClaimed(Realm, List, Duration)}, without host names for prefetching. */
  public RealmPeers peersOfClaimed(Realm claimed, Duration within) throws DiscoveryException {
    return peersOfClaimed(claimed, List.of(), within);
  }

  /**
   * The servers of a realm that an unverified peer claims.
   *
   * @param hosts host names in the peer's certificate, used only for prefetching
   * @throws DiscoveryException also INVALID if the claim is not spelled as in its zone
   */
  public RealmPeers peersOfClaimed(Realm claimed, List<String> hosts, Duration within)
      throws DiscoveryException {
    Deadline deadline = Deadline.in(within);
    prefetch.servers(claimed.dnsName(), deadline);
    prefetch.tlsa(claimed, hosts, deadline);
    requireSpelling(claimed, deadline);
    return realmServers.find(claimed, false, deadline);
  }

  /**
   * Requires the one spelling of a claimed realm that its zone allows, because Kerberos
   * distinguishes case and DNS does not. It is the spelling in {@code _kerberos.realm} TXT, or
   * upper case if that record is provably absent.
   *
   * @throws DiscoveryException INVALID if the claim is spelled otherwise; another failure if the
   *     lookup failed
   */
  void requireSpelling(Realm claimed, Deadline deadline) throws DiscoveryException {
    Realm spelled = spelling(claimed, deadline);
    if (!spelled.equals(claimed)) {
      throw RealmTxt.invalid(
          RealmTxt.owner(claimed.dnsName()), "realm is " + spelled + ", not " + claimed);
    }
  }

  /**
   * The realm that {@code _kerberos} TXT records name, as all look-ups of this class read them.
   *
   * @param owner for the message of the exception
   * @throws DiscoveryException INVALID if they name none, or different ones
   */
  public static Realm realmIn(Name owner, List<Record> txt) throws DiscoveryException {
    return RealmTxt.only(owner.toString(true), txt);
  }

  private Realm spelling(Realm claimed, Deadline deadline) throws DiscoveryException {
    try {
      return realmTxt.lookup(claimed.dnsName(), deadline).realm();
    } catch (DiscoveryException e) {
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      return new Realm(claimed.name().toUpperCase(Locale.ROOT));
    }
  }

  /**
   * Looks up the addresses of a peer. They are not validated, because TLS authenticates the peer.
   *
   * @return one or more
   * @throws IOException if there is none
   */
  public List<InetAddress> addressesOf(Peer peer, Duration within) throws IOException {
    return AddressLookup.find(dns, peer.host(), Deadline.in(within));
  }

  /**
   * As {@link #addressesOf(Peer, Duration)}, for a peer of {@code peers}, which may have started
   * the lookup.
   */
  public List<InetAddress> addressesOf(RealmPeers peers, Peer peer, Duration within)
      throws IOException {
    Optional<AddressLookup> started = peers.takeAddressLookup(peer.host());
    return started.isPresent()
        ? started.get().result(Deadline.in(within))
        : addressesOf(peer, within);
  }
}
