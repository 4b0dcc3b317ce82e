package org.kxover.tls;

import java.io.IOException;

/** What a listener does with each session. */
@FunctionalInterface
public interface SessionHandler {
  /**
   * Serves one session on a thread of its own; the listener closes the session afterwards.
   *
   * @param session after its handshake; the client has proved the private key of its certificate,
   *     and nobody has decided yet whether that certificate is worth anything
   * @throws IOException where the peer or the network failed; it ends this session only
   */
  void handle(TlsSession session) throws IOException;
}
