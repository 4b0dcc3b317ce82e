package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** Checks that an authority of a path may issue the certificates below it. */
final class AuthorityCheck {
  private AuthorityCheck() {}

  /**
   * @param depth of {@code authority}
   * @param path has the certificates below; it may also have {@code authority} and more
   * @throws PathException if it may not
   */
  static void require(X509Certificate authority, int depth, CertificatePath path)
      throws PathException {
    if (authority.getBasicConstraints() < 0) {
      throw PathException.at(depth, "it is not a CA certificate");
    }
    Optional<String> use = KeyUsageCheck.KEY_CERT_SIGN.objection(authority);
    if (use.isPresent()) {
      throw PathException.at(depth, use.get());
    }
    // A certificate of an authority for its own new key is not another authority.
    long below =
        path.certificates().subList(1, depth).stream()
            .filter(certificate -> !certificate.isSelfIssued())
            .count();
    if (below > authority.getBasicConstraints()) {
      throw PathException.at(depth, "its path length constraint is exceeded");
    }
    Optional<String> purpose = PurposeCheck.objection(authority);
    if (purpose.isPresent()) {
      throw PathException.at(depth, purpose.get());
    }
  }
}
