package org.kxover.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;

/** A lookup of a server's addresses that starts before they are needed. */
final class AddressLookup implements Runnable {
  private final SecureDns dns;
  private final String host;
  private final SharedLookup<List<InetAddress>, IOException> prefetch;

  /**
   * @param deadline of the early lookup
   */
  AddressLookup(SecureDns dns, String host, Deadline deadline) {
    this.dns = dns;
    this.host = host;
    this.prefetch =
        new SharedLookup<>(() -> find(dns, host, deadline), IOException.class, IOException::new);
  }

  /** Looks up one or more addresses of {@code host}. */
  static List<InetAddress> find(SecureDns dns, String host, Deadline deadline) throws IOException {
    return dns.addresses(Name.fromString(host, Name.root), deadline);
  }

  /** Performs the early lookup. */
  @Override
  public void run() {
    prefetch.run();
  }

  /**
   * Returns the addresses. If the early lookup failed, looks them up again until {@code deadline}.
   */
  List<InetAddress> result(Deadline deadline) throws IOException {
    try {
      return prefetch.result(deadline);
    } catch (IOException e) {
      // The early lookup had less time than is left now.
      return find(dns, host, deadline);
    }
  }
}
