package org.kxover.kerberos;

/**
 * A text or number from outside that is not what its Kerberos type allows; the message says why.
 */
public final class KerberosSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  public KerberosSyntaxException(String message) {
    super(message);
  }
}
