package org.kxover.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Takes the servers of a realm that can be known by TLSA records, and remembers why it leaves the
 * others out.
 */
final class PeerSelection {
  /** Servers asked about; a realm has a few, and each may cost a look-up's whole time limit. */
  private static final int MAX_SERVERS = 8;

  /** A resolver that failed so many times in a row is not asked about the other servers. */
  private static final int MAX_FAILED = 2;

  /** How long to go on without a server that another look-up may find. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private static final List<DiscoveryFailure> MOST_TELLING_FIRST =
      List.of(
          DiscoveryFailure.BOGUS,
          DiscoveryFailure.INSECURE,
          DiscoveryFailure.INDETERMINATE,
          DiscoveryFailure.FAILED,
          DiscoveryFailure.INVALID,
          DiscoveryFailure.ABSENT);

  private final String owner;
  private final PeerTlsa peerTlsa;
  private final List<Peer> peers = new ArrayList<>();
  private final List<DiscoveryException> leftOut = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private int failed;
  private Duration ttl;

  /**
   * @param owner of the SRV records, for messages
   * @param ttl of the SRV records
   */
  PeerSelection(String owner, Duration ttl, PeerTlsa peerTlsa) {
    this.owner = owner;
    this.ttl = ttl;
    this.peerTlsa = peerTlsa;
  }

  void consider(SRVRecord server) {
    if (server.getTarget().equals(Name.root)) {
      leaveOut(
          SecureQueries.failure(
              owner, Type.SRV, DiscoveryFailure.ABSENT, ttl, "the zone says: none here"));
      return;
    }
    Optional<String> host = HostName.parse(server.getTarget().toString(true)).map(HostName::name);
    if (host.isEmpty() || server.getPort() == 0) {
      String target = Printable.quote(server.getTarget().toString(true));
      leaveOut(
          SecureQueries.invalid(
              owner, Type.SRV, "not a host and port: " + target + " " + server.getPort()));
      return;
    }
    if (failed < MAX_FAILED
        && asked.size() < MAX_SERVERS
        && asked.add(host.get() + ":" + server.getPort())) {
      ask(host.get(), server.getPort());
    }
  }

  private void ask(String host, int port) {
    try {
      PeerTlsa.Found found = peerTlsa.of(host, port);
      peers.add(new Peer(host, port, found.records()));
      ttl = Durations.min(ttl, found.ttl());
      failed = 0;
    } catch (DiscoveryException e) {
      failed = e.failure() == DiscoveryFailure.FAILED ? failed + 1 : 0;
      leaveOut(e);
    }
  }

  private void leaveOut(DiscoveryException why) {
    leftOut.add(why);
    ttl = Durations.min(ttl, why.failure() == DiscoveryFailure.ABSENT ? why.ttl() : RETRY);
  }

  /**
   * @throws DiscoveryException where no server is left: the most telling of the reasons
   */
  RealmPeers result(Realm realm) throws DiscoveryException {
    if (!peers.isEmpty()) {
      return new RealmPeers(realm, peers, ttl);
    }
    DiscoveryException worst =
        leftOut.stream()
            .min(Comparator.comparingInt(e -> MOST_TELLING_FIRST.indexOf(e.failure())))
            .orElseThrow();
    boolean absent = worst.failure() == DiscoveryFailure.ABSENT;
    String others = leftOut.size() == 1 ? "" : " (and " + (leftOut.size() - 1) + " more left out)";
    throw new DiscoveryException(
        worst.failure(), absent ? ttl : Duration.ZERO, worst.getMessage() + others);
  }
}
