package org.kxover.administration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * The first peers of a page, selected from names that come in no order. Holds no more peers than
 * the page needs.
 */
final class PeerSelection {
  private final CrossoverPage page;
  private final NavigableMap<String, List<PrincipalName>> peers = new TreeMap<>();
  private boolean more;

  PeerSelection(CrossoverPage page) {
    this.page = page;
  }

  void offer(Realm peer, PrincipalName name) {
    if (!page.includes(peer)) {
      return;
    }
    peers.computeIfAbsent(peer.name(), first -> new ArrayList<>(2)).add(name);
    if (peers.size() > page.maxPeers()) {
      peers.pollLastEntry();
      more = true;
    }
  }

  /** In the order of the peers' names. */
  Iterable<Map.Entry<String, List<PrincipalName>>> peers() {
    return peers.entrySet();
  }

  /** True if peers after the last one were left out. */
  boolean hasMore() {
    return more;
  }
}
