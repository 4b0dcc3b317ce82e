package org.kxover.dane;

import java.security.cert.CertificateParsingException;
import java.util.List;

/** The hosts that a certificate says it is for, which is worth something once it is judged. */
public final class LeafHosts {
  private LeafHosts() {}

  /**
   * @param chainDer leaf first; may be anything
   * @return its dNSNames as they stand there; none where they cannot be read
   */
  public static List<String> of(List<byte[]> chainDer) {
    if (chainDer.isEmpty()) {
      return List.of();
    }
    try {
      return LeafIdentity.dnsNames(ChainCertificate.parse(chainDer.get(0)).x509());
    } catch (CertificateSyntaxException | CertificateParsingException | RuntimeException e) {
      // Whether that matters is for the judge to say.
      return List.of();
    }
  }
}
