package org.kxover.tls;

import java.util.List;

/** Decides, during the handshake, whether the client accepts the server's certificates. */
@FunctionalInterface
public interface CertificateCheck {
  /**
   * Returns to accept the chain. At this point the server has not yet proved that it has the
   * private key. The handshake checks this afterwards.
   *
   * @param chainDer the DER of each certificate, leaf first, at least one
   * @throws CertificateRefusedException to refuse the chain: the handshake ends with
   *     bad_certificate
   */
  void check(List<byte[]> chainDer) throws CertificateRefusedException;
}
