package org.kxover.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * Learns from secure DNS where a host belongs and who speaks for a realm. Each method waits for as
 * many look-ups as it needs, all of them within the time that its caller gives, and none for longer
 * than the {@link SecureDns} allows.
 */
public final class Discovery {
  private final SecureDns dns;
  private final RealmTxt realmText;
  private final RealmServers realmServers;
  private final DnsPrefetch ahead;

  /** As the other, with nothing that is not looked up. */
  public Discovery(SecureDns dns, RandomGenerator random) {
    this(dns, random, NeverLookedUp.nothing());
  }

  /**
   * @param random for the weights of SRV records
   * @param never what is refused without a question
   */
  public Discovery(SecureDns dns, RandomGenerator random, NeverLookedUp never) {
    SecureQueries queries = new SecureQueries(dns, never);
    this.dns = dns;
    this.realmText = new RealmTxt(queries);
    PrefetchPool threads = new PrefetchPool();
    this.realmServers = new RealmServers(dns, queries, random, threads);
    this.ahead = new DnsPrefetch(dns, queries, threads);
  }

  /**
   * The realm of a host, from {@code _kerberos.host} TXT (draft-vanrein-dnstxt-krb1-09).
   *
   * @param host a name from a service ticket request, still unchecked
   * @param wanted whether the servers of a realm that it is likely to be would be asked for next;
   *     only what is asked ahead depends on it
   */
  public HostRealm realmOf(String host, Predicate<Realm> wanted, Duration within)
      throws DiscoveryException {
    Optional<HostName> name = HostName.parse(host);
    if (name.isEmpty()) {
      throw new DiscoveryException(
          DiscoveryFailure.INVALID, Duration.ZERO, "not a host's name: " + Printable.quote(host));
    }
    Deadline deadline = Deadline.in(within);
    ahead.serversOf(name.get().name(), wanted, deadline);
    return realmText.of(name.get().name(), deadline);
  }

  /** As the other, with nothing asked ahead. */
  public HostRealm realmOf(String host, Duration within) throws DiscoveryException {
    return realmOf(host, realm -> false, within);
  }

  /**
   * The servers of a realm: the targets of {@code _kerberos-tls._tcp} SRV (RFC 6251), or of {@code
   * _kerberos._tcp} SRV where the former is provably absent, as far as they have TLSA records.
   *
   * @param within also for the look-ups that the result still waits for
   */
  public RealmPeers peersOf(Realm realm, Duration within) throws DiscoveryException {
    return realmServers.of(realm, true, Deadline.in(within));
  }

  /** As the other, of somebody who says nothing of a server. */
  public RealmPeers peersOfClaimed(Realm claimed, Duration within) throws DiscoveryException {
    return peersOfClaimed(claimed, List.of(), within);
  }

  /**
   * The servers of a realm that a stranger claims to speak for.
   *
   * @param hosts one of which the stranger is likely to be; only what is asked ahead depends on it
   * @throws DiscoveryException also INVALID where the claim is not spelled as its zone has it
   */
  public RealmPeers peersOfClaimed(Realm claimed, List<String> hosts, Duration within)
      throws DiscoveryException {
    Deadline deadline = Deadline.in(within);
    ahead.servers(claimed.dnsName(), deadline);
    ahead.server(claimed, hosts, deadline);
    requireSpelling(claimed, deadline);
    return realmServers.of(claimed, false, deadline);
  }

  /**
   * Holds a claimed realm against the one spelling that its zone allows, as DNS has no case and
   * Kerberos has: the one that {@code _kerberos.realm} TXT gives, or else, where that is provably
   * absent, the one in upper case.
   *
   * @throws DiscoveryException INVALID where the claim is spelled otherwise; any other failure
   *     where the zone could not be asked
   */
  void requireSpelling(Realm claimed, Deadline deadline) throws DiscoveryException {
    Realm spelled = spelling(claimed, deadline);
    if (!spelled.equals(claimed)) {
      throw RealmTxt.invalid(
          RealmTxt.owner(claimed.dnsName()), "realm is " + spelled + ", not " + claimed);
    }
  }

  private Realm spelling(Realm claimed, Deadline deadline) throws DiscoveryException {
    try {
      return realmText.of(claimed.dnsName(), deadline).realm();
    } catch (DiscoveryException e) {
      if (e.failure() != DiscoveryFailure.ABSENT) {
        throw e;
      }
      return new Realm(claimed.name().toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The addresses to try for a peer; they need not be secure, as TLS authenticates the peer.
   *
   * @return one or more
   * @throws IOException where there is none
   */
  public List<InetAddress> addressesOf(Peer peer, Duration within) throws IOException {
    return AddressLookup.find(dns, peer.host(), Deadline.in(within));
  }

  /** As the other, for a peer that {@code peers} told: its addresses may be on their way. */
  public List<InetAddress> addressesOf(RealmPeers peers, Peer peer, Duration within)
      throws IOException {
    Optional<AddressLookup> ahead = peers.expected(peer.host());
    return ahead.isPresent() ? ahead.get().result(Deadline.in(within)) : addressesOf(peer, within);
  }
}
