package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Checks an intermediate authority that is used as an anchor. A path validator cannot check it,
 * because its issuer is unknown.
 */
final class AnchorCheck {
  /** Extensions that this package checks in an authority, or that do not limit the path. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.certificatePolicies.getId());

  private AnchorCheck() {}

  /**
   * @throws PathException if {@code anchor} cannot be the anchor of a path
   */
  // Certificates of the Java library have no other type for their times.
  @SuppressWarnings("JavaUtilDate")
  static void require(X509Certificate anchor, int depth, Instant time) throws PathException {
    Date date = Date.from(time);
    if (date.after(anchor.getNotAfter())) {
      throw PathException.at(depth, "it has expired");
    }
    if (date.before(anchor.getNotBefore())) {
      throw PathException.at(depth, "it is not valid yet");
    }
    // A path validator ignores name constraints of an anchor. Without them the authority could
    // vouch for more names than its issuer allows.
    if (anchor.getExtensionValue(Extension.nameConstraints.getId()) != null) {
      throw PathException.at(depth, "a CA with name constraints is not accepted as an anchor");
    }
    Set<String> critical = new HashSet<>();
    if (anchor.getCriticalExtensionOIDs() != null) {
      critical.addAll(anchor.getCriticalExtensionOIDs());
    }
    critical.removeAll(UNDERSTOOD);
    if (!critical.isEmpty()) {
      throw PathException.at(depth, "it has a critical extension that is not understood");
    }
  }
}
