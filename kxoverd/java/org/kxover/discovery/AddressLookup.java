package org.kxover.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.kxover.dns.Deadline;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Name;

/** A server whose addresses are looked up ahead. */
final class AddressLookup implements Runnable {
  private final SecureDns dns;
  private final String host;
  private final SharedLookup<List<InetAddress>, IOException> ahead;

  /**
   * @param deadline of the look-up ahead
   */
  AddressLookup(SecureDns dns, String host, Deadline deadline) {
    this.dns = dns;
    this.host = host;
    this.ahead =
        new SharedLookup<>(() -> find(dns, host, deadline), IOException.class, IOException::new);
  }

  /** The addresses of {@code host}, one or more. */
  static List<InetAddress> find(SecureDns dns, String host, Deadline deadline) throws IOException {
    return dns.addresses(Name.fromString(host, Name.root), deadline);
  }

  /** Makes the look-up ahead. */
  @Override
  public void run() {
    ahead.run();
  }

  /** What was found, which is there by {@code deadline} or not at all. */
  List<InetAddress> result(Deadline deadline) throws IOException {
    try {
      return ahead.result(deadline);
    } catch (IOException e) {
      // It had less time than there is now.
      return find(dns, host, deadline);
    }
  }
}
