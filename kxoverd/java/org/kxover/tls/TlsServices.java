package org.kxover.tls;

import java.util.Optional;
import org.kxover.kerberos.HostName;

/** The services behind a listener, told apart by the name that a client asks for. */
@FunctionalInterface
public interface TlsServices {
  /**
   * The service for a client; called once in each handshake.
   *
   * @param serverName the client's server_name (RFC 6066 section 3), where it gives one that is the
   *     name of a host
   */
  TlsService named(Optional<HostName> serverName);

  /** One service, whatever name is asked for. */
  static TlsServices only(TlsCredential credential, SessionHandler handler) {
    TlsService service = new TlsService(credential, handler);
    return name -> service;
  }
}
