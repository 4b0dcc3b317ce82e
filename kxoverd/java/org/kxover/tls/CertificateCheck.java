package org.kxover.tls;

import java.util.List;

/** The client's decision about the server's certificates, made inside the handshake. */
@FunctionalInterface
public interface CertificateCheck {
  /**
   * Accepts the chain by returning. The private key is not proved yet; the handshake does so after
   * this, and fails where the server does not hold it.
   *
   * @param chainDer each certificate's DER, leaf first, at least one
   * @throws CertificateRefusedException to refuse it: the handshake ends with bad_certificate
   */
  void check(List<byte[]> chainDer) throws CertificateRefusedException;
}
