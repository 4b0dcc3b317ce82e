package org.kxover.dns;

/** A trust anchor file that cannot be used; the message names the file and says why. */
public final class TrustAnchorException extends Exception {
  private static final long serialVersionUID = 1L;

  TrustAnchorException(String message) {
    super(message);
  }

  TrustAnchorException(String message, Throwable cause) {
    super(message, cause);
  }
}
