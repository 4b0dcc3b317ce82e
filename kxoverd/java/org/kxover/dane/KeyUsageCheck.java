package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;

/** Checks the key usage of a certificate (RFC 5280 section 4.2.1.3). */
enum KeyUsageCheck {
  DIGITAL_SIGNATURE(0, "digital signatures"),
  KEY_CERT_SIGN(5, "signing certificates");

  private final int bit;
  private final String words;

  KeyUsageCheck(int bit, String words) {
    this.bit = bit;
    this.words = words;
  }

  /** True if the certificate lists uses, and this one is among them. */
  boolean isListed(X509Certificate certificate) {
    boolean[] uses = certificate.getKeyUsage();
    return uses != null && uses[bit];
  }

  /** Why the certificate may not be used so; empty if it may, or lists no uses. */
  Optional<String> objection(X509Certificate certificate) {
    if (certificate.getKeyUsage() == null) {
      // The platform drops an extension that it cannot read and that is not critical.
      return certificate.getExtensionValue(Extension.keyUsage.getId()) == null
          ? Optional.empty()
          : Optional.of("its key usage is malformed");
    }
    return isListed(certificate)
        ? Optional.empty()
        : Optional.of("its key usage does not allow " + words);
  }
}
