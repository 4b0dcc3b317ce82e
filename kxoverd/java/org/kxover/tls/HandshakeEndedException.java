package org.kxover.tls;

import java.io.IOException;

/** The peer sent close_notify before the handshake was complete. */
final class HandshakeEndedException extends IOException {
  private static final long serialVersionUID = 1L;

  HandshakeEndedException() {
    super("the peer ended the handshake (close_notify)");
  }
}
