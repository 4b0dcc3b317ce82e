package org.kxover.dane;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.provider.PKIXNameConstraintValidatorException;

/**
 * Validates a path with name constraints (RFC 5280 section 6).
 *
 * <p>The platform's validator compares the commonName of an authority with constraints of dNSNames,
 * although RFC 5280 section 4.2.1.10 constrains names in the subjectAltName only. So it validates
 * each certificate alone here, and Bouncy Castle's validator the whole path.
 */
final class ConstrainedPath {
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private ConstrainedPath() {}

  /**
   * @param certificates leaf first
   * @param anchor the key of the issuer of the last one
   * @throws PathException if the path is not valid
   */
  static void require(List<X509Certificate> certificates, PublicKey anchor, Instant time)
      throws PathException {
    for (int depth = 0; depth < certificates.size(); depth++) {
      boolean last = depth + 1 == certificates.size();
      PublicKey issuer = last ? anchor : certificates.get(depth + 1).getPublicKey();
      PlatformValidator.require(List.of(certificates.get(depth)), issuer, depth, time);
    }
    X509Certificate top = certificates.get(certificates.size() - 1);
    try {
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(top.getIssuerX500Principal(), anchor, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      parameters.addCertPathChecker(new PurposesAreChecked());
      CertPathValidator.getInstance("PKIX", PROVIDER)
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
    } catch (CertPathValidatorException e) {
      String why =
          isAboutNames(e)
              ? "its names are outside the name constraints"
              : "it does not fit into its path, such as by its policies";
      throw e.getIndex() < 0
          ? new PathException("the path does not validate")
          : PathException.at(e.getIndex(), why);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new PathException("the path is malformed");
    }
  }

  private static boolean isAboutNames(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof PKIXNameConstraintValidatorException) {
        return true;
      }
    }
    return false;
  }

  /** Says that {@link PurposeCheck} understands a critical extended key usage. */
  private static final class PurposesAreChecked extends PKIXCertPathChecker {
    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
      return true;
    }

    @Override
    public Set<String> getSupportedExtensions() {
      return Set.of(Extension.extendedKeyUsage.getId());
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved) {
      unresolved.remove(Extension.extendedKeyUsage.getId());
    }
  }
}
