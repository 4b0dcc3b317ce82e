package org.kxover.dane;

import java.math.BigInteger;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Refuses certificates that RFC 5280 forbids authorities to issue, and that the platform accepts.
 * DANE-EE(3) does not use it.
 */
final class CertificateForm {
  /** The longest serial number, in octets of its encoding (RFC 5280 section 4.1.2.2). */
  private static final int MAX_SERIAL = 20;

  private CertificateForm() {}

  /** Why a certificate below an anchor is refused; empty if it is accepted. */
  static Optional<String> objection(X509Certificate certificate) {
    BigInteger serial = certificate.getSerialNumber();
    if (serial.signum() <= 0) {
      return Optional.of("its serial number is not positive");
    }
    int octets = serial.toByteArray().length;
    if (octets > MAX_SERIAL) {
      return Optional.of("its serial number of " + octets + " octets is longer than " + MAX_SERIAL);
    }
    try {
      return SubjectAltNames.dns(certificate).stream().anyMatch(name -> name.startsWith("."))
          ? Optional.of("a dNSName in its subjectAltName begins with a dot")
          : Optional.empty();
    } catch (CertificateParsingException | RuntimeException e) {
      return Optional.of("its subjectAltName is malformed");
    }
  }

  /** As {@link #objection}, and refuses what only an authority may have. */
  static Optional<String> leafObjection(X509Certificate leaf) {
    if (KeyUsageCheck.KEY_CERT_SIGN.isListed(leaf)) {
      return Optional.of("its key usage allows signing certificates, as only a CA's may");
    }
    return leaf.getExtensionValue(Extension.nameConstraints.getId()) != null
        ? Optional.of("it has name constraints, as only a CA may")
        : objection(leaf);
  }
}
