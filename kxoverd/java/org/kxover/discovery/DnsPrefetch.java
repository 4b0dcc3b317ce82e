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
 * Asks DNS for what will be wanted next, or probably will, while the answer is awaited that tells:
 * what comes is remembered, and whoever wants it meanwhile waits for the same answer. Each of these
 * spares a round trip to the other realm's name server.
 *
 * <p>Nothing is decided by it. What turns out to be wanted is asked for as if nobody had.
 */
final class DnsPrefetch {
  private final SecureDns dns;
  private final SecureQueries queries;
  private final PrefetchPool threads;

  DnsPrefetch(SecureDns dns, SecureQueries queries, PrefetchPool threads) {
    this.dns = dns;
    this.queries = queries;
    this.threads = threads;
  }

  /**
   * That realm's servers, and the key of its zone, without which no answer of it is worth anything.
   *
   * @param domain of the realm, if it is one
   */
  void servers(String domain, Deadline deadline) {
    ask(domain, Type.DNSKEY, deadline);
    ask(RealmServers.owner(domain), Type.SRV, deadline);
  }

  /** As {@link #servers} for the realm that most hosts of the domain above this host will be in. */
  void serversOf(String host, Predicate<Realm> wanted, Deadline deadline) {
    String domain = host.substring(host.indexOf('.') + 1);
    // No realm has a name of one label where it is to be found from outside.
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
   * The TLSA records of the first of these hosts that is in the realm's own domain, at the usual
   * port: most realms' daemons will be such.
   *
   * @param hosts as the certificate of whoever claims the realm has them
   */
  void server(Realm realm, List<String> hosts, Deadline deadline) {
    hosts.stream()
        .flatMap(host -> HostName.parse(host).stream())
        .map(HostName::name)
        .filter(host -> host.endsWith("." + realm.dnsName()))
        .findFirst()
        .ifPresent(
            host -> ask(PeerTlsa.owner(host, ListenSettings.DEFAULT_PORT), Type.TLSA, deadline));
  }

  private void ask(String owner, int type, Deadline deadline) {
    if (queries.isNeverLookedUp(owner)) {
      return;
    }
    threads.begin(
        () -> {
          try {
            dns.lookup(SecureQueries.name(owner, type), type, deadline);
          } catch (DiscoveryException e) {
            // Too long for a name: whoever wants it will hear of it.
            return;
          }
        });
  }
}
