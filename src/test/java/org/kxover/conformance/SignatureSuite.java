package org.kxover.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.SignatureScheme;
import org.kxover.dns.EcdsaSignatures;
import org.kxover.tls.HandshakeVerifier;

/**
 * Wycheproof's signatures, verified in the three ways of kxoverd: Bouncy Castle for handshakes, the
 * platform for certificates and for RSA and Ed25519 in zones, and {@link EcdsaSignatures} for ECDSA
 * in zones.
 *
 * <p>A signature that the suite calls acceptable may be taken or refused.
 */
final class SignatureSuite implements Suite {
  private static final List<String> ECDSA =
      List.of(
          "ecdsa_secp256r1_sha256",
          "ecdsa_secp256r1_sha512",
          "ecdsa_secp384r1_sha384",
          "ecdsa_secp384r1_sha512",
          "ecdsa_secp521r1_sha512");
  private static final List<String> RSA =
      List.of(
          "rsa_signature_2048_sha256",
          "rsa_signature_2048_sha384",
          "rsa_signature_2048_sha512",
          "rsa_signature_3072_sha256",
          "rsa_signature_3072_sha384",
          "rsa_signature_3072_sha512",
          "rsa_signature_4096_sha384",
          "rsa_signature_4096_sha512");
  private static final List<String> PSS =
      List.of(
          "rsa_pss_2048_sha256_mgf1_0",
          "rsa_pss_2048_sha256_mgf1_32",
          "rsa_pss_3072_sha256_mgf1_32",
          "rsa_pss_4096_sha256_mgf1_32",
          "rsa_pss_4096_sha512_mgf1_32");
  private static final String EDDSA = "eddsa";
  private static final String ED25519 = "Ed25519";

  private final HandshakeVerifier handshakes = new HandshakeVerifier();
  private final List<Comparison> comparisons = new ArrayList<>();

  /** A way to verify a signature. */
  @FunctionalInterface
  private interface Verifier {
    boolean verifies(SignatureVector vector) throws IOException, GeneralSecurityException;
  }

  @Override
  public String title() {
    return "Signatures";
  }

  @Override
  public String sourcePackage() {
    return "android-platform-external-boringssl";
  }

  @Override
  public List<Comparison> run(Path folder) throws IOException {
    Path vectors = folder.resolve("src/third_party/wycheproof_testvectors");
    for (String file : ECDSA) {
      certificates(vectors, file, "EC", "withECDSA");
    }
    for (String file : RSA) {
      certificates(vectors, file, "RSA", "withRSA");
    }
    for (String file : PSS) {
      all(vectors, "certificate ", file, vector -> platform(vector, "RSA", "RSASSA-PSS"));
    }
    all(vectors, "certificate ", EDDSA, vector -> platform(vector, ED25519, ED25519));
    handshake(vectors, "ecdsa_secp256r1_sha256", SignatureScheme.ecdsa_secp256r1_sha256);
    handshake(vectors, "ecdsa_secp384r1_sha384", SignatureScheme.ecdsa_secp384r1_sha384);
    handshake(vectors, EDDSA, SignatureScheme.ed25519);
    for (int bits : List.of(2048, 3072, 4096)) {
      String file = "rsa_pss_" + bits + "_sha256_mgf1_32";
      handshake(vectors, file, SignatureScheme.rsa_pss_rsae_sha256);
    }
    EcdsaSignatures.install();
    for (String file : List.of("ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384")) {
      all(vectors, "zone ", file, vector -> platform(vector, "EC", digest(vector) + "withECDSA"));
    }
    return comparisons;
  }

  private void certificates(Path vectors, String file, String key, String suffix)
      throws IOException {
    all(vectors, "certificate ", file, vector -> platform(vector, key, digest(vector) + suffix));
  }

  private void handshake(Path vectors, String file, int scheme) throws IOException {
    all(
        vectors,
        "handshake ",
        file,
        vector ->
            handshakes.verifies(
                vector.octets("keyDer"), scheme, vector.octets("msg"), vector.octets("sig")));
  }

  private void all(Path vectors, String way, String file, Verifier verifier) throws IOException {
    for (SignatureVector vector : SignatureVector.read(vectors.resolve(file + "_test.txt"))) {
      comparisons.add(compare(way + file + " " + vector.text("tcId"), vector, verifier));
    }
  }

  private static Comparison compare(String name, SignatureVector vector, Verifier verifier) {
    boolean verified;
    try {
      verified = verifier.verifies(vector);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // As the users of these verifiers in kxoverd take an exception.
      verified = false;
    }
    String ours = Comparison.word(verified);
    String theirs =
        switch (vector.text("result")) {
          case "valid" -> Comparison.ACCEPTED;
          case "invalid" -> Comparison.REFUSED;
          case "acceptable" -> ours;
          default -> throw new IllegalArgumentException(name + " has no result");
        };
    return new Comparison(name, theirs, ours, vector.text("flags"));
  }

  private static String digest(SignatureVector vector) {
    return vector.text("sha").replace("-", "");
  }

  private static boolean platform(SignatureVector vector, String keyAlgorithm, String algorithm)
      throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance(keyAlgorithm)
            .generatePublic(new X509EncodedKeySpec(vector.octets("keyDer")));
    Signature verifier = Signature.getInstance(algorithm);
    if (!vector.text("sLen").isEmpty()) {
      verifier.setParameter(
          new PSSParameterSpec(
              vector.text("sha"),
              "MGF1",
              new MGF1ParameterSpec(vector.text("mgfSha")),
              Integer.parseInt(vector.text("sLen")),
              1));
    }
    verifier.initVerify(key);
    verifier.update(vector.octets("msg"));
    return verifier.verify(vector.octets("sig"));
  }
}
