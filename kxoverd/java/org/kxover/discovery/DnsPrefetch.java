package org.kxover.discovery;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.kxover.config.ListenSettings;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Type;

/**
 * Looks up records that are probably needed next, while another answer is still awaited. The DNS
 * cache keeps the answers, and a lookup of a record in the meantime shares the running query. Each
 * prefetch saves a round trip to the other realm's name server.
 *
 * <p>A prefetch decides nothing. Every record that is needed is looked up in the normal way.
 */
final class DnsPrefetch {
  private final SecureDns dns;
  private final SecureQueries queries;
  private final PrefetchPool pool;

  DnsPrefetch(SecureDns dns, SecureQueries queries, PrefetchPool pool) {
    this.dns = dns;
    this.queries = queries;
    this.pool = pool;
  }

  /**
   * Prefetches a realm's SRV records, and the key of its zone, which validates them.
   *
   * @param domain the realm's domain; need not be a realm
   */
  void servers(String domain, Deadline deadline) {
    prefetch(domain, Type.DNSKEY, deadline);
    prefetch(RealmServers.owner(domain), Type.SRV, deadline);
  }

  /** As {@link #servers}, for the parent domain of {@code host}, which is its most likely realm. */
  void serversOfParentDomain(String host, Predicate<Realm> wanted, Deadline deadline) {
    String domain = host.substring(host.indexOf('.') + 1);
    // A realm whose name has one label cannot be found in public DNS.
    if (domain.indexOf('.') > 0
        && domain.length() < host.length()
        && !queries.isNeverLookedUp(host)
        && isWanted(domain, wanted)) {
      servers(domain, deadline);
    }
  }

  private static boolean isWanted(String domain, Predicate<Realm> wanted) {
    try {
      return wanted.test(Realm.parse(domain.toUpperCase(Locale.ROOT)));
    } catch (KerberosSyntaxException e) {
      return false;
    }
  }

  /**
   * Prefetches the TLSA records of the first host in the realm's domain, at the default port. Most
   * realms run their daemon there.
   *
   * @param hosts host names in the certificate of the peer that claims the realm
   */
  void tlsa(Realm realm, List<String> hosts, Deadline deadline) {
    hosts.stream()
        .flatMap(host -> HostName.parse(host).stream())
        .map(HostName::name)
        .filter(host -> host.endsWith("." + realm.dnsName()))
        .findFirst()
        .ifPresent(
            host ->
                prefetch(PeerTlsa.owner(host, ListenSettings.DEFAULT_PORT), Type.TLSA, deadline));
  }

  private void prefetch(String owner, int type, Deadline deadline) {
    if (queries.isNeverLookedUp(owner)) {
      return;
    }
    pool.tryStart(
        () -> {
          try {
            dns.lookup(SecureQueries.name(owner, type), type, deadline);
          } catch (DiscoveryException e) {
            // The name is too long. The normal lookup reports that.
            return;
          }
        });
  }
}
