package org.kxover.crossing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.kxover.base.AddressText;
import org.kxover.discovery.Peer;

/** One address of a peer. */
record Target(Peer peer, InetAddress address) {
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, peer.port());
  }

  /** For operators: {@code host (address:port)}. */
  @Override
  public String toString() {
    return peer.host() + " (" + AddressText.of(address, peer.port()) + ")";
  }
}
