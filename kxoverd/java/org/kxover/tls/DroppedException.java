package org.kxover.tls;

import java.io.IOException;

/** A new connection took the slot of one whose handshake was not complete. */
final class DroppedException extends IOException {
  private static final long serialVersionUID = 1L;

  DroppedException(Throwable cause) {
    super(
        "we dropped the connection: its handshake was not complete, and more than half of all"
            + " connections are in use (max_connections), or all of its network"
            + " (max_connections_per_network)",
        cause);
  }
}
