package org.kxover.dns;

/** A trust anchor file cannot be used. The message names the file and the reason. */
public final class TrustAnchorException extends Exception {
  private static final long serialVersionUID = 1L;

  TrustAnchorException(String message) {
    super(message);
  }

  TrustAnchorException(String message, Throwable cause) {
    super(message, cause);
  }
}
