package org.kxover.dane;

/** Octets are not a DER certificate. The message names the position of the error. */
public final class CertificateSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  CertificateSyntaxException(String message) {
    super(message);
  }
}
