package org.kxover.dane;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Accepts signatures on certificates with SHA-2 of at least 256 bits, or with Ed25519. */
final class StrongSignatures {
  private static final Set<ASN1ObjectIdentifier> ALGORITHMS =
      Set.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption,
          X9ObjectIdentifiers.ecdsa_with_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512,
          EdECObjectIdentifiers.id_Ed25519);
  private static final Set<ASN1ObjectIdentifier> DIGESTS =
      Set.of(
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512);

  private StrongSignatures() {}

  /** Why the signature on {@code certificate} is refused; empty if it is accepted. */
  static Optional<String> objection(X509Certificate certificate) {
    ASN1ObjectIdentifier algorithm = new ASN1ObjectIdentifier(certificate.getSigAlgOID());
    boolean strong =
        algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
            ? isStrongPss(certificate.getSigAlgParams())
            : ALGORITHMS.contains(algorithm);
    return strong
        ? Optional.empty()
        : Optional.of("its signature algorithm " + algorithm + " is weak or unknown");
  }

  /** Checks both digests of PSS, whose default is SHA-1 (RFC 4055 section 3.1). */
  private static boolean isStrongPss(byte[] encoded) {
    if (encoded == null) {
      return false;
    }
    try {
      RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(encoded);
      AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
      return DIGESTS.contains(parameters.getHashAlgorithm().getAlgorithm())
          && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
          && DIGESTS.contains(AlgorithmIdentifier.getInstance(mask.getParameters()).getAlgorithm());
    } catch (RuntimeException e) {
      return false;
    }
  }
}
