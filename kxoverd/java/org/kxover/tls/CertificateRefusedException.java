package org.kxover.tls;

/** We refuse the peer's certificate; the message says why. Trying again will not help. */
public final class CertificateRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public CertificateRefusedException(String reason) {
    super(reason);
  }
}
