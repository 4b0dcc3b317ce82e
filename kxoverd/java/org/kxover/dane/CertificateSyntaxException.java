package org.kxover.dane;

/** Octets that are not a DER certificate; the message says where they go wrong. */
public final class CertificateSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  CertificateSyntaxException(String message) {
    super(message);
  }
}
