package org.kxover.dane;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Validates a path, or one certificate of it, with the platform's validator (RFC 5280 section 6).
 * The file {@code java.security} can make it stricter, but not laxer.
 */
final class PlatformValidator {
  private static final Map<CertPathValidatorException.Reason, String> REASONS =
      Map.of(
          BasicReason.EXPIRED, "it has expired",
          BasicReason.NOT_YET_VALID, "it is not valid yet",
          BasicReason.INVALID_SIGNATURE, "its signature is wrong",
          BasicReason.ALGORITHM_CONSTRAINED, "the platform disables its algorithm",
          PKIXReason.INVALID_POLICY, "its policies are not acceptable",
          PKIXReason.UNRECOGNIZED_CRIT_EXT, "it has a critical extension that is not understood");

  private PlatformValidator() {}

  /**
   * @param certificates each issued by the next
   * @param issuer the key of the issuer of the last one
   * @param depth of the first one
   * @throws PathException if they do not validate
   */
  static void require(List<X509Certificate> certificates, PublicKey issuer, int depth, Instant time)
      throws PathException {
    X509Certificate top = certificates.get(certificates.size() - 1);
    try {
      TrustAnchor anchor = new TrustAnchor(top.getIssuerX500Principal(), issuer, null);
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
    } catch (CertPathValidatorException e) {
      String why = REASONS.getOrDefault(e.getReason(), "it does not validate");
      throw e.getIndex() < 0
          ? new PathException("the path does not validate")
          : PathException.at(depth + e.getIndex(), why);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new PathException("the path is malformed");
    }
  }
}
