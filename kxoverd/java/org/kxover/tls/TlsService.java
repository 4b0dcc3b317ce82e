package org.kxover.tls;

/**
 * A service of a listener.
 *
 * @param credential the certificate for clients of this service
 * @param handler serves the sessions
 * @param certificateOptional true if a client needs no certificate; the chain of such a session is
 *     empty
 */
public record TlsService(
    TlsCredential credential, SessionHandler handler, boolean certificateOptional) {

  /** A service for clients with a certificate. */
  public TlsService(TlsCredential credential, SessionHandler handler) {
    this(credential, handler, false);
  }
}
