package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Checks the extended key usage of a certificate (RFC 5280 section 4.2.1.12). In an authority it
 * limits the purposes of the certificates below. The platform's path validator ignores it there.
 */
final class PurposeCheck {
  /**
   * serverAuth, clientAuth (a daemon uses one certificate as server and as client),
   * id-pkinit-KPKdc, any.
   */
  private static final Set<String> PURPOSES =
      Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.2.3.5", "2.5.29.37.0");

  private static final String EXTENSION = Extension.extendedKeyUsage.getId();
  private static final String MALFORMED = "its extended key usage is malformed";

  private PurposeCheck() {}

  /** Why the purposes are refused; empty if one of ours is listed, or no purposes are listed. */
  static Optional<String> objection(X509Certificate certificate) {
    List<String> purposes;
    try {
      purposes = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException | RuntimeException e) {
      return Optional.of(MALFORMED);
    }
    // The platform drops an extension that it cannot read and that is not critical.
    if (purposes == null && certificate.getExtensionValue(EXTENSION) != null) {
      return Optional.of(MALFORMED);
    }
    return purposes == null || purposes.stream().anyMatch(PURPOSES::contains)
        ? Optional.empty()
        : Optional.of("its extended key usage allows neither TLS nor a KDC");
  }
}
