package org.kxover.dane;

import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.util.Properties;

/**
 * Parses certificates with Bouncy Castle, also those with an empty issuer. Bouncy Castle refuses
 * them by default, but DANE-EE(3) looks at the leaf's key only (RFC 7671 section 5.1).
 */
public final class CertificateParser {
  private CertificateParser() {}

  /**
   * @param der hostile; {@link CertificateDer} must have accepted it
   * @throws RuntimeException if it is not a certificate
   */
  public static Certificate parse(byte[] der) {
    Properties.setThreadOverride(Properties.X509_ALLOW_EMPTY_ISSUER_CERT, true);
    try {
      return Certificate.getInstance(der);
    } finally {
      Properties.removeThreadOverride(Properties.X509_ALLOW_EMPTY_ISSUER_CERT);
    }
  }
}
