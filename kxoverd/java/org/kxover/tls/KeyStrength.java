package org.kxover.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Which public keys are taken, a peer's and our own: strong enough to mean something, and small
 * enough that a stranger's signature is cheap to verify.
 */
final class KeyStrength {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /** Exponents in use are 65537 and a few near it; a long one only makes the verifier work. */
  private static final int MAX_RSA_EXPONENT_BITS = 33;

  private KeyStrength() {}

  /** Why the key is not taken; empty where it is. */
  static Optional<String> objection(SubjectPublicKeyInfo key) {
    ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return curveObjection(key.getAlgorithm().getParameters());
    }
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsaObjection(key);
    }
    return algorithm.equals(EdECObjectIdentifiers.id_Ed25519)
        ? Optional.empty()
        : Optional.of("key algorithm " + algorithm + " is not EC, RSA or Ed25519");
  }

  private static Optional<String> curveObjection(ASN1Encodable curve) {
    return SECObjectIdentifiers.secp256r1.equals(curve)
            || SECObjectIdentifiers.secp384r1.equals(curve)
        ? Optional.empty()
        : Optional.of("EC key is not on P-256 or P-384");
  }

  private static Optional<String> rsaObjection(SubjectPublicKeyInfo key) {
    BigInteger modulus;
    BigInteger exponent;
    try {
      RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      modulus = rsa.getModulus();
      exponent = rsa.getPublicExponent();
    } catch (IOException | RuntimeException e) {
      return Optional.of("RSA key is malformed");
    }
    if (modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
      return Optional.of(
          "RSA key of "
              + modulus.bitLength()
              + " bits is not between "
              + MIN_RSA_BITS
              + " and "
              + MAX_RSA_BITS);
    }
    return modulus.signum() < 0
            || exponent.compareTo(BigInteger.valueOf(3)) < 0
            || !exponent.testBit(0)
            || exponent.bitLength() > MAX_RSA_EXPONENT_BITS
        ? Optional.of("RSA key has an unfit public exponent")
        : Optional.empty();
  }
}
