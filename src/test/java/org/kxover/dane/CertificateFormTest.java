package org.kxover.dane;

import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates that RFC 5280 forbids are refused where a path is needed, and not by DANE-EE. */
class CertificateFormTest {
  private TestCertificate root;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificateBuilder.authority("root").selfSigned();
  }

  private static TestCertificateBuilder leaf() {
    return TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM);
  }

  private void refused(String why, TestCertificateBuilder leaf) throws Exception {
    PathWays.of(root, leaf.by(root)).refused(why);
  }

  private void accepted(TestCertificateBuilder leaf) throws Exception {
    PathWays.of(root, leaf.by(root)).accepted();
  }

  /** RFC 5280 section 4.2.1.3. */
  @Test
  void aLeafThatMaySignCertificatesIsRefused() throws Exception {
    refused(
        "depth 0: its key usage allows signing certificates, as only a CA's may",
        leaf().usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
    accepted(leaf().usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
  }

  /** RFC 5280 section 4.2.1.10. */
  @Test
  void aLeafWithNameConstraintsIsRefused() throws Exception {
    byte[] limits = Limits.dns("b.example", null).getEncoded();
    for (boolean critical : new boolean[] {true, false}) {
      refused(
          "depth 0: it has name constraints, as only a CA may",
          leaf().extension(Extension.nameConstraints.getId(), critical, limits));
    }
    accepted(leaf());
  }

  /** RFC 5280 section 4.2.1.6: the name has the preferred name syntax of RFC 1034. */
  @Test
  void aNameThatBeginsWithADotIsRefused() throws Exception {
    String why = "a dNSName in its subjectAltName begins with a dot";
    refused("depth 0: " + why, leaf().dns(".b.example"));
    refused("depth 0: " + why, leaf("." + Contexts.HOST));
    accepted(leaf().dns("x.b.example"));
    TestCertificate middle = TestCertificateBuilder.authority("ca").dns(".b.example").by(root);
    PathWays.of(root, leaf().by(middle), middle).refused("depth 1: " + why);
  }

  private static TestCertificateBuilder leaf(String name) {
    return TestCertificateBuilder.leaf(name, Contexts.REALM);
  }

  /** RFC 5280 section 4.1.2.2. */
  @Test
  void aSerialNumberIsPositiveAndOfTwentyOctetsAtMost() throws Exception {
    BigInteger most = BigInteger.ONE.shiftLeft(159).subtract(BigInteger.ONE);
    BigInteger tooLong = most.add(BigInteger.ONE);
    String notPositive = "its serial number is not positive";
    String longer = "its serial number of 21 octets is longer than 20";
    refused("depth 0: " + notPositive, leaf().serial(BigInteger.ZERO));
    refused("depth 0: " + notPositive, leaf().serial(BigInteger.ONE.negate()));
    refused("depth 0: " + longer, leaf().serial(tooLong));
    for (BigInteger good : List.of(BigInteger.ONE, most)) {
      accepted(leaf().serial(good));
    }
    TestCertificate zero = authority(BigInteger.ZERO).by(root);
    PathWays.of(root, leaf().by(zero), zero).refused("depth 1: " + notPositive);
    TestCertificate much = authority(tooLong).by(root);
    PathWays.of(root, leaf().by(much), much).refused("depth 1: " + longer);
    TestCertificate right = authority(most).by(root);
    PathWays.of(root, leaf().by(right), right).accepted();
  }

  /** Roots with the serial number 0 are in use. */
  @Test
  void theSerialNumberOfAnAnchorDoesNotMatter() throws Exception {
    TestCertificate old = authority(BigInteger.ZERO).selfSigned();
    PathWays.of(old, leaf().by(old)).accepted();
  }

  private static TestCertificateBuilder authority(BigInteger serial) {
    return TestCertificateBuilder.authority("ca").serial(serial);
  }
}
