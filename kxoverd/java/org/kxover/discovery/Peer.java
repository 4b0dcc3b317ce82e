package org.kxover.discovery;

import java.util.List;
import org.kxover.dane.TlsaRecord;

/**
 * A server of a realm.
 *
 * @param host the target of its SRV record: lower case, no trailing dot
 * @param port 1 to 65535
 * @param tlsa one or more TLSA records for its certificate
 */
public record Peer(String host, int port, List<TlsaRecord> tlsa) {
  /** Copies {@code tlsa}. */
  public Peer {
    tlsa = List.copyOf(tlsa);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
