package org.kxover.tls;

/**
 * One of the services behind a listener.
 *
 * @param credential shown to the clients that ask for it
 * @param handler serves their sessions
 */
public record TlsService(TlsCredential credential, SessionHandler handler) {}
