package org.kxover.tls;

import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.kxover.dane.StrongKeys;

/** Which public keys sign handshakes, a peer's and our own. */
final class KeyStrength {
  private KeyStrength() {}

  /**
   * Why the key is not taken; empty where it is. An authority may sign certificates with P-521; for
   * handshakes {@link TlsProfile} has no such signature.
   */
  static Optional<String> objection(SubjectPublicKeyInfo key) {
    return SECObjectIdentifiers.secp521r1.equals(key.getAlgorithm().getParameters())
        ? Optional.of("EC key is not on P-256 or P-384")
        : StrongKeys.objection(key);
  }
}
