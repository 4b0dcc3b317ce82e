package org.kxover.tls;

import java.io.EOFException;

/** The peer ended the session properly (close_notify) between two messages. */
public final class SessionEndedException extends EOFException {
  private static final long serialVersionUID = 1L;

  SessionEndedException() {
    super("the peer ended the TLS session");
  }
}
