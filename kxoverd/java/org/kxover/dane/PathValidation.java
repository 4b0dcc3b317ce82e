package org.kxover.dane;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Validates one path (RFC 5280 section 6): signatures, dates, CA flags, path lengths, key usage,
 * name constraints, policies, and unknown critical extensions.
 *
 * <p>Uses the platform's validator, which is complete and maintained, and accepts a bare key as an
 * anchor. The file {@code java.security} can make it stricter, but not laxer. Revocation is not
 * checked, because that would need the network during a handshake. A realm revokes a certificate by
 * replacing its TLSA records.
 */
final class PathValidation {
  private static final Map<CertPathValidatorException.Reason, String> REASONS =
      Map.of(
          BasicReason.EXPIRED, "it has expired",
          BasicReason.NOT_YET_VALID, "it is not valid yet",
          BasicReason.INVALID_SIGNATURE, "its signature is wrong",
          BasicReason.ALGORITHM_CONSTRAINED, "the platform disables its algorithm",
          PKIXReason.NOT_CA_CERT, "it is not a CA certificate",
          PKIXReason.PATH_TOO_LONG, "its path length constraint is exceeded",
          PKIXReason.INVALID_KEY_USAGE, "its key usage does not allow signing certificates",
          PKIXReason.INVALID_NAME, "its names are outside the name constraints",
          PKIXReason.INVALID_POLICY, "its policies are not acceptable",
          PKIXReason.UNRECOGNIZED_CRIT_EXT, "it has a critical extension that is not understood");

  private PathValidation() {}

  /**
   * @throws PathException if the path is not valid; the message has the depth of the faulty
   *     certificate
   */
  static void validate(CertificatePath path, Anchor anchor, Instant time) throws PathException {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      path.certificates().forEach(certificate -> certificates.add(certificate.x509()));
      TrustAnchor trust =
          new TrustAnchor(path.top().x509().getIssuerX500Principal(), anchor.key(), null);
      Optional<ChainCertificate> authority = anchor.certificate();
      if (authority.isPresent()) {
        // RFC 5280 uses only the name and key of an anchor. But a TLSA record names a certificate
        // that the peer sent, so the anchor must be a CA certificate, valid now and within its
        // limits. A self-issued anchor is validated as part of the path, with its own key.
        if (authority.get().isSelfIssued()) {
          certificates.add(authority.get().x509());
        } else {
          AnchorCheck.require(authority.get().x509(), path, time);
        }
      }
      PKIXParameters parameters = new PKIXParameters(Set.of(trust));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
    } catch (CertPathValidatorException e) {
      String why = REASONS.getOrDefault(e.getReason(), "it does not validate");
      throw new PathException(
          e.getIndex() < 0
              ? "the path does not validate"
              : "the certificate at depth " + e.getIndex() + ": " + why);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new PathException("the path is malformed");
    }
  }
}
