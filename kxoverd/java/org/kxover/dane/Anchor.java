package org.kxover.dane;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A trust anchor: the certificate of an authority, or only its public key. A bare key matches any
 * issuer name (RFC 7671 section 5.2.2).
 */
final class Anchor {
  private final Optional<ChainCertificate> certificate;
  private final PublicKey key;

  private Anchor(Optional<ChainCertificate> certificate, PublicKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  static Anchor of(ChainCertificate certificate) {
    return new Anchor(Optional.of(certificate), certificate.key());
  }

  /** An anchor that is only a subjectPublicKeyInfo; empty if the key is malformed or too weak. */
  static Optional<Anchor> ofKey(byte[] publicKeyInfo) {
    if (StrongKeys.objection(publicKeyInfo).isPresent()) {
      return Optional.empty();
    }
    try {
      ASN1ObjectIdentifier algorithm =
          SubjectPublicKeyInfo.getInstance(publicKeyInfo).getAlgorithm().getAlgorithm();
      String name = "Ed25519";
      if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        name = "EC";
      } else if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
        name = "RSA";
      }
      PublicKey key =
          KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(publicKeyInfo));
      return Optional.of(new Anchor(Optional.empty(), key));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  Optional<ChainCertificate> certificate() {
    return certificate;
  }

  PublicKey key() {
    return key;
  }

  /** True if its subject is the issuer of {@code child}, or if it has no subject. */
  boolean mayHaveIssued(X509Certificate child) {
    return certificate
        .map(own -> own.x509().getSubjectX500Principal().equals(child.getIssuerX500Principal()))
        .orElse(true);
  }

  /** True if the path already contains it, because no certificate may be its own anchor. */
  boolean isIn(CertificatePath path) {
    return path.certificates().stream()
        .anyMatch(
            member ->
                certificate
                    .map(member::sameEntity)
                    .orElseGet(() -> member.sameKey(key.getEncoded())));
  }

  Optional<String> keyObjection() {
    return StrongKeys.objection(key.getEncoded());
  }
}
