package org.kxover.tls;

import java.util.Optional;
import org.kxover.kerberos.HostName;

/** The services of a listener. The server_name of a client selects one. */
@FunctionalInterface
public interface TlsServices {
  /**
   * Selects the service for a client; called once in each handshake.
   *
   * @param serverName the server_name of the client (RFC 6066 section 3), if it sent one that is a
   *     valid host name
   */
  TlsService named(Optional<HostName> serverName);

  /**
   * What a peer hears before TLS if there is no room for it: a KRB-ERROR without its length field,
   * or nothing if it is empty. Nothing shows the peer who wrote this.
   */
  default byte[] noRoom() {
    return new byte[0];
  }

  /** One service for every server_name. */
  static TlsServices only(TlsCredential credential, SessionHandler handler) {
    TlsService service = new TlsService(credential, handler);
    return name -> service;
  }
}
