package org.kxover.discovery;

import org.kxover.dns.Deadline;
import org.xbill.DNS.Type;

/** A server whose TLSA records are looked up, by whichever thread comes to it first. */
final class PeerLookup implements Runnable {
  private final String host;
  private final int port;
  private final Deadline deadline;
  private final SharedLookup<PeerTlsa.Found, DiscoveryException> lookup;

  PeerLookup(String host, int port, PeerTlsa tlsa, Deadline deadline) {
    this.host = host;
    this.port = port;
    this.deadline = deadline;
    this.lookup =
        new SharedLookup<>(
            () -> tlsa.of(host, port, deadline),
            DiscoveryException.class,
            why -> SecureQueries.failed(PeerTlsa.owner(host, port), Type.TLSA, why));
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** Makes the look-up, unless another thread has begun it. */
  @Override
  public void run() {
    lookup.run();
  }

  /** What was found, which is there by the deadline or not at all. */
  PeerTlsa.Found result() throws DiscoveryException {
    return lookup.result(deadline);
  }
}
