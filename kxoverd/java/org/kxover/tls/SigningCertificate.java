package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;

/**
 * A certificate whose key signs a handshake. A signature scheme of TLS 1.3 names the curve of its
 * key (RFC 8446 section 4.2.3), at which the library does not look.
 */
final class SigningCertificate extends BcTlsCertificate {
  SigningCertificate(StrictCrypto crypto, Certificate certificate) {
    super(crypto, certificate);
  }

  /**
   * @throws TlsFatalAlert if {@code scheme} is not one of this key
   */
  @Override
  public Tls13Verifier createVerifier(int scheme) throws IOException {
    if (!fits(scheme, getCertificate().getSubjectPublicKeyInfo().getAlgorithm())) {
      throw new TlsFatalAlert(
          AlertDescription.illegal_parameter,
          "the peer signs as " + SignatureScheme.getName(scheme) + ", which is not for its key");
    }
    return super.createVerifier(scheme);
  }

  private static boolean fits(int scheme, AlgorithmIdentifier key) {
    return switch (scheme) {
      case SignatureScheme.ecdsa_secp256r1_sha256 -> isOn(key, SECObjectIdentifiers.secp256r1);
      case SignatureScheme.ecdsa_secp384r1_sha384 -> isOn(key, SECObjectIdentifiers.secp384r1);
      case SignatureScheme.ed25519 -> EdECObjectIdentifiers.id_Ed25519.equals(key.getAlgorithm());
      case SignatureScheme.rsa_pss_rsae_sha256,
          SignatureScheme.rsa_pss_rsae_sha384,
          SignatureScheme.rsa_pss_rsae_sha512 ->
          PKCSObjectIdentifiers.rsaEncryption.equals(key.getAlgorithm());
      default -> false;
    };
  }

  private static boolean isOn(AlgorithmIdentifier key, Object curve) {
    return X9ObjectIdentifiers.id_ecPublicKey.equals(key.getAlgorithm())
        && curve.equals(key.getParameters());
  }
}
