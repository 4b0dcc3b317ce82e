package org.kxover.dane;

import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;

/** A certificate: the octets that DANE compares, and the parsed form for path validation. */
final class ChainCertificate {
  private final byte[] der;
  private final byte[] publicKeyInfo;
  private final X509Certificate x509;

  private ChainCertificate(byte[] der, byte[] publicKeyInfo, X509Certificate x509) {
    this.der = der;
    this.publicKeyInfo = publicKeyInfo;
    this.x509 = x509;
  }

  /**
   * @throws CertificateSyntaxException if {@code der} is not the DER of an X.509 certificate
   */
  static ChainCertificate parse(byte[] der) throws CertificateSyntaxException {
    byte[] publicKeyInfo = CertificateDer.subjectPublicKeyInfo(der);
    try {
      X509Certificate x509 =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      // Two parsers read the certificate. The hashed key must be the key that verifies signatures.
      if (Arrays.equals(der, x509.getEncoded())
          && Arrays.equals(publicKeyInfo, x509.getPublicKey().getEncoded())) {
        return new ChainCertificate(der.clone(), publicKeyInfo, x509);
      }
    } catch (CertificateException | RuntimeException e) {
      // Without the parser's message, which may quote hostile input.
      throw new CertificateSyntaxException(UnreadableCertificate.reason(der));
    }
    throw new CertificateSyntaxException("certificate is not DER");
  }

  X509Certificate x509() {
    return x509;
  }

  PublicKey key() {
    return x509.getPublicKey();
  }

  boolean matches(UsableRecord record) {
    return record.matches(der, publicKeyInfo);
  }

  /** Why its key is refused; empty if it is accepted. */
  Optional<String> keyObjection() {
    return StrongKeys.objection(publicKeyInfo);
  }

  /**
   * True if subject and issuer are equal: a root, or a key rollover of an authority (RFC 5280
   * section 6.1).
   */
  boolean isSelfIssued() {
    return x509.getSubjectX500Principal().equals(x509.getIssuerX500Principal());
  }

  /** True if subject and key are equal, as in two certificates of one authority. */
  boolean sameEntity(ChainCertificate other) {
    return sameKey(other.publicKeyInfo)
        && x509.getSubjectX500Principal().equals(other.x509.getSubjectX500Principal());
  }

  boolean sameKey(byte[] subjectPublicKeyInfo) {
    return Arrays.equals(publicKeyInfo, subjectPublicKeyInfo);
  }
}
