package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.util.List;

/** The host names in a leaf. They prove nothing until the certificate is verified. */
public final class LeafHosts {
  private LeafHosts() {}

  /**
   * @param chainDer leaf first; hostile
   * @return the leaf's dNSNames, unchanged; none if they cannot be read
   */
  public static List<String> of(List<byte[]> chainDer) {
    if (chainDer.isEmpty()) {
      return List.of();
    }
    try {
      return SubjectAltNames.dns(ChainCertificate.parse(chainDer.get(0)).x509());
    } catch (CertificateSyntaxException | CertificateParsingException | RuntimeException e) {
      // The verification of the certificate reports malformed names.
      return List.of();
    }
  }
}
