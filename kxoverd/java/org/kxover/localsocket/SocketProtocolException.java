package org.kxover.localsocket;

/** The other process wrote something that is no message, or no message that is known here. */
public final class SocketProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  public SocketProtocolException(String message) {
    super(message);
  }
}
