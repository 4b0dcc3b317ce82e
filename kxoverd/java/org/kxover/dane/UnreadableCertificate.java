package org.kxover.dane;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/** Says why the platform's parser does not read a certificate. */
final class UnreadableCertificate {
  private UnreadableCertificate() {}

  /**
   * @param der hostile; the result quotes nothing of it
   */
  static String reason(byte[] der) {
    try {
      Certificate certificate = CertificateParser.parse(der);
      if (isEmpty(certificate.getIssuer())) {
        return "its issuer is empty, so that no path leads to it (RFC 5280 section 4.1.2.4)";
      }
      if (isEmpty(certificate.getSubject())) {
        return noSubject(certificate.getTBSCertificate().getExtensions());
      }
    } catch (RuntimeException e) {
      return "not an X.509 certificate";
    }
    return "not an X.509 certificate";
  }

  private static boolean isEmpty(X500Name name) {
    return name.getRDNs().length == 0;
  }

  private static String noSubject(Extensions extensions) {
    Extension names =
        extensions == null ? null : extensions.getExtension(Extension.subjectAlternativeName);
    if (names == null) {
      return "it has neither a subject nor a subjectAltName";
    }
    return names.isCritical()
        ? "not an X.509 certificate"
        : "its subject is empty, but its subjectAltName is not critical (RFC 5280 section 4.1.2.6)";
  }
}
