package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What an intermediate authority has to be to serve as an anchor. Its issuer is not known, so the
 * path validator, which begins with a signature, cannot say.
 */
final class AnchorCheck {
  private static final int KEY_CERT_SIGN = 5;

  /** Those that this class or the search looks at, or that limit nothing below. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.certificatePolicies.getId());

  private AnchorCheck() {}

  /**
   * @throws PathException where {@code anchor} cannot be the anchor of {@code path}
   */
  // Certificates of the Java library have no other type for their times.
  @SuppressWarnings("JavaUtilDate")
  static void require(X509Certificate anchor, CertificatePath path, Instant time)
      throws PathException {
    String who = "the certificate at depth " + path.length() + ": ";
    Date date = Date.from(time);
    if (date.after(anchor.getNotAfter())) {
      throw new PathException(who + "it has expired");
    }
    if (date.before(anchor.getNotBefore())) {
      throw new PathException(who + "it is not valid yet");
    }
    if (anchor.getBasicConstraints() < 0) {
      throw new PathException(who + "it is not an authority's");
    }
    boolean[] keyUsage = anchor.getKeyUsage();
    if (keyUsage != null && !keyUsage[KEY_CERT_SIGN]) {
      throw new PathException(who + "its key is not for signing certificates");
    }
    long below =
        path.certificates().stream()
            .skip(1)
            .filter(certificate -> !certificate.isSelfIssued())
            .count();
    if (below > anchor.getBasicConstraints()) {
      throw new PathException(who + "its path length is exceeded");
    }
    // The validator takes no name constraints from an anchor. To ignore them would be to widen
    // what the authority may say.
    if (anchor.getExtensionValue(Extension.nameConstraints.getId()) != null) {
      throw new PathException(who + "an authority with name constraints is not taken as an anchor");
    }
    Set<String> critical = new HashSet<>();
    if (anchor.getCriticalExtensionOIDs() != null) {
      critical.addAll(anchor.getCriticalExtensionOIDs());
    }
    critical.removeAll(UNDERSTOOD);
    if (!critical.isEmpty()) {
      throw new PathException(who + "it has a critical extension that is not understood");
    }
  }
}
