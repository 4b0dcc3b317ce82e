package org.kxover.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.kxover.dane.CertificateDer;
import org.kxover.dane.CertificateSyntaxException;

/**
 * Checks the certificate chain in the Certificate message of a peer before any signature is
 * verified.
 */
final class PeerCertificates {
  /** Enough for the leaf, intermediates and root of usual chains. */
  static final int MAX_CHAIN = 6;

  private PeerCertificates() {}

  /**
   * The DER of the certificates, leaf first.
   *
   * @throws TlsFatalAlert if the chain is empty, or the key of the leaf is not acceptable
   */
  static List<byte[]> require(Certificate message) throws IOException {
    if (message.isEmpty()) {
      throw new TlsFatalAlert(
          AlertDescription.certificate_required, "the peer sent no certificate");
    }
    List<byte[]> chain = new ArrayList<>();
    for (TlsCertificate certificate : message.getCertificateList()) {
      chain.add(certificate.getEncoded());
    }
    Optional<String> objection;
    try {
      byte[] key = CertificateDer.subjectPublicKeyInfo(chain.get(0));
      objection = KeyStrength.objection(SubjectPublicKeyInfo.getInstance(key));
    } catch (CertificateSyntaxException | RuntimeException e) {
      throw new TlsFatalAlert(
          AlertDescription.bad_certificate,
          "malformed public key in the certificate of the peer",
          e);
    }
    if (objection.isPresent()) {
      throw new TlsFatalAlert(AlertDescription.unsupported_certificate, objection.get());
    }
    return List.copyOf(chain);
  }
}
