package org.kxover.discovery;

import org.kxover.dns.Deadline;
import org.xbill.DNS.Type;

/** A lookup of a server's TLSA records, which the first thread that needs them performs. */
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
            () -> tlsa.find(host, port, deadline),
            DiscoveryException.class,
            why -> SecureQueries.failed(PeerTlsa.owner(host, port), Type.TLSA, why));
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** Performs the lookup, unless another thread has started it. */
  @Override
  public void run() {
    lookup.run();
  }

  /** Returns the records, after waiting until the deadline at most. */
  PeerTlsa.Found result() throws DiscoveryException {
    return lookup.result(deadline);
  }
}
