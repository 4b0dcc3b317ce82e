package org.kxover.kerberos;

/** An untrusted text or number is not valid for its Kerberos type. The message says why. */
public final class KerberosSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  public KerberosSyntaxException(String message) {
    super(message);
  }
}
