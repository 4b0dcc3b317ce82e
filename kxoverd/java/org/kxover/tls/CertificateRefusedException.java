package org.kxover.tls;

/** The peer's certificate does not satisfy us; the message says why. Another try will not help. */
public final class CertificateRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public CertificateRefusedException(String reason) {
    super(reason);
  }
}
