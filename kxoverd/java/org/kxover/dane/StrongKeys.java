package org.kxover.dane;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Decides which public keys are accepted in certificates: strong enough to be secure, and small
 * enough that a hostile peer's signature is cheap to verify.
 */
public final class StrongKeys {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /** Real keys use 65537 or a similar value. A long exponent only slows down the verifier. */
  private static final int MAX_RSA_EXPONENT_BITS = 33;

  private static final Set<ASN1Encodable> CURVES =
      Set.of(
          SECObjectIdentifiers.secp256r1,
          SECObjectIdentifiers.secp384r1,
          SECObjectIdentifiers.secp521r1);

  private StrongKeys() {}

  /** Why the key is refused; empty if it is accepted. */
  public static Optional<String> objection(SubjectPublicKeyInfo key) {
    ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      ASN1Encodable curve = key.getAlgorithm().getParameters();
      return curve != null && CURVES.contains(curve)
          ? Optional.empty()
          : Optional.of("EC key is not on P-256, P-384 or P-521");
    }
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsaObjection(key);
    }
    return algorithm.equals(EdECObjectIdentifiers.id_Ed25519)
        ? Optional.empty()
        : Optional.of("key algorithm " + algorithm + " is not EC, RSA or Ed25519");
  }

  /** As {@link #objection(SubjectPublicKeyInfo)}, for hostile octets. */
  static Optional<String> objection(byte[] subjectPublicKeyInfo) {
    try {
      return objection(SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo));
    } catch (RuntimeException e) {
      return Optional.of("key is malformed");
    }
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
        ? Optional.of("RSA key has an unacceptable public exponent")
        : Optional.empty();
  }
}
