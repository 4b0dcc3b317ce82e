package org.kxover.kdcsocket;

/** The KDC's process wrote something that is no message; the connection ends with it. */
final class KdcProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  KdcProtocolException(String message) {
    super(message);
  }
}
