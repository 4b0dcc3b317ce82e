package org.kxover.tls;

/**
 * One of the services behind a listener.
 *
 * @param credential shown to the clients that ask for it
 * @param handler serves their sessions
 * @param certificateOptional whether a client may come without a certificate; a session's chain is
 *     empty then
 */
public record TlsService(
    TlsCredential credential, SessionHandler handler, boolean certificateOptional) {

  /** A service for clients with a certificate. */
  public TlsService(TlsCredential credential, SessionHandler handler) {
    this(credential, handler, false);
  }
}
