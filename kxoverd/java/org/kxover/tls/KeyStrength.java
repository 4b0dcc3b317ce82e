package org.kxover.tls;

import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.kxover.dane.StrongKeys;

/** Decides which public keys may sign handshakes, for peers and for us. */
final class KeyStrength {
  private KeyStrength() {}

  /**
   * The reason why a key is refused; empty if it is accepted. P-521 is refused because {@link
   * TlsProfile} has no signature scheme for it. Certification authorities may use P-521.
   */
  static Optional<String> objection(SubjectPublicKeyInfo key) {
    return SECObjectIdentifiers.secp521r1.equals(key.getAlgorithm().getParameters())
        ? Optional.of("EC key is not on P-256 or P-384")
        : StrongKeys.objection(key);
  }
}
