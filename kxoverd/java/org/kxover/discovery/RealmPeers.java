package org.kxover.discovery;

import java.time.Duration;
import java.util.List;
import org.kxover.kerberos.Realm;

/**
 * The servers that speak for a realm.
 *
 * @param peers one or more, in the order to try them (RFC 2782)
 * @param ttl how long that holds from now
 */
public record RealmPeers(Realm realm, List<Peer> peers, Duration ttl) {
  /** Copies {@code peers}. */
  public RealmPeers {
    peers = List.copyOf(peers);
  }
}
