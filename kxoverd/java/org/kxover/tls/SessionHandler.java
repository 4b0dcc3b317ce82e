package org.kxover.tls;

import java.io.IOException;

/** Serves the sessions of a listener. */
@FunctionalInterface
public interface SessionHandler {
  /**
   * Serves one session on its own thread. The listener closes the session afterwards.
   *
   * @param session after its handshake; the client has proved the private key of its certificate,
   *     but nobody has decided yet whether to trust the certificate
   * @throws IOException if the peer or the network failed; this ends only this session
   */
  void handle(TlsSession session) throws IOException;
}
