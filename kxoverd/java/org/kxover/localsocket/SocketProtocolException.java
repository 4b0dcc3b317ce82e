package org.kxover.localsocket;

/** The other process sent octets that are not a message, or a message that is not valid. */
public final class SocketProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  public SocketProtocolException(String message) {
    super(message);
  }
}
