package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.Test;

class CertificateDerTest {
  private final byte[] leaf = Leaf.der();

  @Test
  void findsTheKeyThatBouncyCastleFinds() throws Exception {
    byte[] expected = Certificate.getInstance(leaf).getSubjectPublicKeyInfo().getEncoded();

    assertArrayEquals(expected, CertificateDer.subjectPublicKeyInfo(leaf));
    assertTrue(CertificateDer.isSubjectPublicKeyInfo(expected));
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < leaf.length; length++) {
      byte[] cut = Arrays.copyOf(leaf, length);
      assertThrows(
          CertificateSyntaxException.class, () -> CertificateDer.subjectPublicKeyInfo(cut));
    }
  }

  @Test
  void octetsBehindTheCertificateAreRefused() {
    byte[] longer = Arrays.copyOf(leaf, leaf.length + 1);

    CertificateSyntaxException refusal =
        assertThrows(
            CertificateSyntaxException.class, () -> CertificateDer.subjectPublicKeyInfo(longer));
    assertEquals(
        "in Certificate at octet " + leaf.length + ": 1 octets too many", refusal.getMessage());
  }

  @Test
  void lengthsThatAreNotDerAreRefused() {
    byte[] indefinite = leaf.clone();
    indefinite[1] = (byte) 0x80;
    byte[] padded = new byte[leaf.length + 1];
    padded[0] = 0x30;
    padded[1] = (byte) 0x83;
    System.arraycopy(leaf, 2, padded, 3, leaf.length - 2);
    byte[] huge = leaf.clone();
    huge[1] = (byte) 0x84;

    for (byte[] bad : new byte[][] {indefinite, padded, huge}) {
      CertificateSyntaxException refusal =
          assertThrows(
              CertificateSyntaxException.class, () -> CertificateDer.subjectPublicKeyInfo(bad));
      assertTrue(refusal.getMessage().contains("length"), refusal.getMessage());
    }
  }

  @Test
  void aLongFormThatIsNotNeededIsRefused() throws Exception {
    byte[] key = CertificateDer.subjectPublicKeyInfo(leaf);
    byte[] longForm = new byte[key.length + 1];
    longForm[0] = key[0];
    longForm[1] = (byte) 0x81;
    System.arraycopy(key, 1, longForm, 2, key.length - 1);

    assertTrue(CertificateDer.isSubjectPublicKeyInfo(key));
    assertFalse(CertificateDer.isSubjectPublicKeyInfo(longForm));
  }

  /** Unused bits have no fixed value, so one key could have two hashes. */
  @Test
  void bitStringsAreOfWholeOctets() throws Exception {
    byte[] key = CertificateDer.subjectPublicKeyInfo(leaf);
    byte[] bits = new byte[] {0x03, 0x42, 0};
    for (int at = 0; at < key.length - 2; at++) {
      if (Arrays.equals(key, at, at + 3, bits, 0, 3)) {
        key[at + 2] = 1;
        assertFalse(CertificateDer.isSubjectPublicKeyInfo(key));
        return;
      }
    }
    throw new AssertionError("the leaf's key is not on P-256");
  }

  @Test
  void aTooLargeCertificateIsRefused() {
    byte[] large = Arrays.copyOf(leaf, CertificateDer.MAX_LENGTH + 1);

    assertThrows(
        CertificateSyntaxException.class, () -> CertificateDer.subjectPublicKeyInfo(large));
  }

  /** Random changes cause a result or the checked exception, and nothing else. */
  @Test
  void noOctetsMakeItThrowAnythingElse() {
    Random random = new Random(7671);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = leaf.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        CertificateDer.subjectPublicKeyInfo(bad);
      } catch (CertificateSyntaxException e) {
        refused++;
      }
    }
    assertTrue(refused > 0);
  }
}
