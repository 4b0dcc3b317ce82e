package org.kxover.tls;

import java.io.EOFException;

/** The peer ended the session in good order (close_notify) where a message could have begun. */
public final class SessionEndedException extends EOFException {
  private static final long serialVersionUID = 1L;

  SessionEndedException() {
    super("the peer ended the TLS session");
  }
}
