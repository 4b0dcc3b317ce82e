package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bouncy Castle verifies signatures of zones, and agrees with Java's own implementation. */
class EcdsaSignaturesTest {
  private static final byte[] DATA = {1, 2, 3};

  @BeforeEach
  void install() {
    EcdsaSignatures.install();
    EcdsaSignatures.install();
  }

  @AfterEach
  void uninstall() {
    EcdsaSignatures.uninstall();
  }

  @ParameterizedTest
  @CsvSource({"SHA256withECDSA, secp256r1", "SHA384withECDSA, secp384r1"})
  void verifiesWhatJavaSigned(String algorithm, String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair keys = generator.generateKeyPair();
    Signature java = Signature.getInstance(algorithm, "SunEC");
    java.initSign(keys.getPrivate());
    java.update(DATA);
    byte[] signature = java.sign();

    Signature ours = Signature.getInstance(algorithm);
    ours.initVerify(keys.getPublic());
    ours.update(DATA);
    assertTrue(ours.verify(signature));
    // The second time from memory.
    ours.update(DATA);
    assertTrue(ours.verify(signature));
    assertEquals("KXOVER-ECDSA", ours.getProvider().getName());
    ours.update(new byte[] {1, 2, 4});
    assertFalse(ours.verify(signature));
    ours.initVerify(generator.generateKeyPair().getPublic());
    ours.update(DATA);
    assertFalse(ours.verify(signature));
    ours.initVerify(keys.getPublic());
    ours.update(DATA);
    signature[signature.length - 1] ^= 1;
    assertFalse(ours.verify(signature));
  }

  @ParameterizedTest
  @CsvSource({"SHA256withECDSA, secp256r1", "SHA384withECDSA, secp384r1"})
  void signsForJava(String algorithm, String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair keys = generator.generateKeyPair();
    Signature ours = Signature.getInstance(algorithm, "KXOVER-ECDSA");
    ours.initSign(keys.getPrivate());
    ours.update(DATA);
    byte[] signature = ours.sign();

    Signature java = Signature.getInstance(algorithm, "SunEC");
    java.initVerify(keys.getPublic());
    java.update(DATA);
    assertTrue(java.verify(signature));
  }
}
