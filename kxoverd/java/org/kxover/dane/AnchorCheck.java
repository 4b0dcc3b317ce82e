package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Checks an intermediate authority that is used as an anchor. The platform's path validator cannot
 * check it, because its issuer is unknown.
 */
final class AnchorCheck {
  private static final int KEY_CERT_SIGN = 5;

  /** Extensions that this class or {@link PathSearch} checks, or that do not limit the path. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.certificatePolicies.getId());

  private AnchorCheck() {}

  /**
   * @throws PathException if {@code anchor} cannot be the anchor of {@code path}
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
      throw new PathException(who + "it is not a CA certificate");
    }
    boolean[] keyUsage = anchor.getKeyUsage();
    if (keyUsage != null && !keyUsage[KEY_CERT_SIGN]) {
      throw new PathException(who + "its key usage does not allow signing certificates");
    }
    long below =
        path.certificates().stream()
            .skip(1)
            .filter(certificate -> !certificate.isSelfIssued())
            .count();
    if (below > anchor.getBasicConstraints()) {
      throw new PathException(who + "its path length constraint is exceeded");
    }
    // The validator ignores name constraints of an anchor. Without them the authority could vouch
    // for more names than its issuer allows.
    if (anchor.getExtensionValue(Extension.nameConstraints.getId()) != null) {
      throw new PathException(who + "a CA with name constraints is not accepted as an anchor");
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
