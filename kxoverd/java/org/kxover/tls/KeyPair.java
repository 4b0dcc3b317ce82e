package org.kxover.tls;

import java.io.IOException;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Checks that a private key belongs to a public key. */
final class KeyPair {
  private KeyPair() {}

  /**
   * Signs with the private key and verifies with the public key. This also detects a damaged key.
   */
  static boolean matches(AsymmetricKeyParameter privateKey, SubjectPublicKeyInfo publicKey) {
    try {
      byte[] probe = publicKey.getEncoded();
      Signer signer = signer(publicKey);
      signer.init(true, privateKey);
      signer.update(probe, 0, probe.length);
      byte[] signature = signer.generateSignature();

      Signer verifier = signer(publicKey);
      verifier.init(false, PublicKeyFactory.createKey(publicKey));
      verifier.update(probe, 0, probe.length);
      return verifier.verifySignature(signature);
    } catch (IOException | CryptoException | RuntimeException e) {
      // The keys have different algorithms or parameters.
      return false;
    }
  }

  static boolean isRsa(SubjectPublicKeyInfo publicKey) {
    return publicKey.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
  }

  private static Signer signer(SubjectPublicKeyInfo publicKey) {
    return isRsa(publicKey)
        ? new RSADigestSigner(new SHA256Digest())
        : new DSADigestSigner(new ECDSASigner(), new SHA256Digest());
  }
}
