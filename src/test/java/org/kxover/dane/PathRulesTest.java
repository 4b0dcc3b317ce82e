package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.DaneVerdict.Status;

/**
 * The rules for certificates of a path (RFC 5280 section 6), tested with DANE-TA. Each test breaks
 * one rule in one place: in a root anchor, in an intermediate anchor, between anchor and leaf, or
 * in the leaf.
 */
class PathRulesTest {
  private static final Duration DAY = Duration.ofDays(1);

  private static TestCertificateBuilder leaf() {
    return TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM);
  }

  private static DaneVerdict verify(TestCertificate anchor, TestCertificate... chain) {
    return Dane.verify(TestCertificate.chain(chain), List.of(anchor.tlsa(2, 0, 1)), Contexts.PLAIN);
  }

  private static void refused(String why, TestCertificate anchor, TestCertificate... chain) {
    DaneVerdict verdict = verify(anchor, chain);
    assertEquals(Status.UNFIT_CHAIN, verdict.status(), verdict.reason());
    assertTrue(verdict.reason().contains(why), verdict.reason());
  }

  private static void accepted(TestCertificate anchor, TestCertificate... chain) {
    DaneVerdict verdict = verify(anchor, chain);
    assertTrue(verdict.ok(), verdict.reason());
  }

  /** Uses the faulty authority as a root, as an anchor below a root, and between root and leaf. */
  private static void refusedEverywhere(String why, FaultyAuthority faulty) throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();

    TestCertificate asRoot = faulty.make().selfSigned();
    refused("depth 1: " + why, asRoot, leaf().by(asRoot), asRoot);

    TestCertificate asAnchor = faulty.make().by(root);
    refused("depth 1: " + why, asAnchor, leaf().by(asAnchor), asAnchor);
    refused("depth 1: " + why, root, leaf().by(asAnchor), asAnchor, root);
  }

  /** Builds a new copy of the faulty authority for each issuer. */
  private interface FaultyAuthority {
    TestCertificateBuilder make() throws Exception;
  }

  @Test
  void aValidPathIsAccepted() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    TestCertificate middle = TestCertificateBuilder.authority("middle").by(root);
    TestCertificate end = leaf().by(middle);
    accepted(root, end, middle, root);
    accepted(middle, end, middle, root);
    accepted(middle, end, middle);
    TestCertificate noKeyUsage = TestCertificateBuilder.authority("silent").usage(0).by(root);
    accepted(noKeyUsage, leaf().by(noKeyUsage), noKeyUsage);
    accepted(root, leaf().by(noKeyUsage), noKeyUsage, root);
  }

  @Test
  void anAuthorityNeedsTheCaFlag() throws Exception {
    refusedEverywhere("it is not a CA certificate", () -> TestCertificateBuilder.of("ca"));
    refusedEverywhere(
        "it is not a CA certificate",
        () -> TestCertificateBuilder.of("ca").constraints(new BasicConstraints(false)));
  }

  @Test
  void anAuthorityNeedsTheKeyUsageForCertificates() throws Exception {
    refusedEverywhere(
        "its key usage does not allow signing certificates",
        () ->
            TestCertificateBuilder.authority("ca")
                .usage(KeyUsage.digitalSignature | KeyUsage.cRLSign));
  }

  @Test
  void anAuthorityMustBeValidNow() throws Exception {
    refusedEverywhere(
        "it has expired",
        () ->
            TestCertificateBuilder.authority("ca")
                .valid(
                    TestCertificateBuilder.NOW.minus(DAY),
                    TestCertificateBuilder.NOW.minusSeconds(1)));
    refusedEverywhere(
        "it is not valid yet",
        () ->
            TestCertificateBuilder.authority("ca")
                .valid(
                    TestCertificateBuilder.NOW.plusSeconds(1),
                    TestCertificateBuilder.NOW.plus(DAY)));
  }

  @Test
  void theLeafMustBeValidNow() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    TestCertificate late =
        leaf()
            .valid(TestCertificateBuilder.NOW.plusSeconds(1), TestCertificateBuilder.NOW.plus(DAY))
            .by(root);
    TestCertificate expired =
        leaf()
            .valid(
                TestCertificateBuilder.NOW.minus(DAY), TestCertificateBuilder.NOW.minusSeconds(1))
            .by(root);
    refused("depth 0: it is not valid yet", root, late, root);
    refused("depth 0: it has expired", root, expired, root);

    List<TlsaRecord> records = List.of(root.tlsa(2, 1, 1));
    DaneContext earlier = Contexts.at(TestCertificateBuilder.NOW.minusSeconds(60));
    assertTrue(Dane.verify(TestCertificate.chain(expired, root), records, earlier).ok());
  }

  @Test
  void pathLengthConstraintsAreEnforced() throws Exception {
    for (boolean anchored : new boolean[] {false, true}) {
      TestCertificate top = TestCertificateBuilder.authority("top").selfSigned();
      TestCertificateBuilder limited =
          TestCertificateBuilder.authority("limited").constraints(new BasicConstraints(0));
      TestCertificate limit = anchored ? limited.by(top) : limited.selfSigned();
      TestCertificate below = TestCertificateBuilder.authority("below").by(limit);
      accepted(limit, leaf().by(limit), limit);
      refused("path length constraint is exceeded", limit, leaf().by(below), below, limit);
      // A self-issued certificate for a new key does not count as another authority.
      TestCertificate renewed =
          TestCertificateBuilder.authority("limited")
              .constraints(new BasicConstraints(0))
              .by(limit);
      accepted(limit, leaf().by(renewed), renewed, limit);
    }
  }

  @Test
  void unknownCriticalExtensionsAreRefused() throws Exception {
    String strange = "1.3.6.1.4.1.99999.1";
    byte[] value = {5, 0};
    refusedEverywhere(
        "it has a critical extension that is not understood",
        () -> TestCertificateBuilder.authority("ca").extension(strange, true, value));
    TestCertificate root =
        TestCertificateBuilder.authority("root").extension(strange, false, value).selfSigned();
    accepted(root, leaf().by(root), root);
    refused(
        "depth 0: it has a critical extension",
        root,
        leaf().extension(strange, true, value).by(root),
        root);
    accepted(root, leaf().extension(strange, false, value).by(root), root);
  }

  private static TestCertificateBuilder constrained(String to) throws Exception {
    GeneralSubtree[] permitted = {
      new GeneralSubtree(new GeneralName(GeneralName.dNSName, to)),
    };
    return TestCertificateBuilder.authority("ca")
        .extension(
            Extension.nameConstraints.getId(),
            true,
            new NameConstraints(permitted, null).getEncoded());
  }

  @Test
  void nameConstraintsAreEnforced() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    for (String domain : List.of("b.example", "c.example")) {
      TestCertificate asRoot = constrained(domain).selfSigned();
      TestCertificate between = constrained(domain).by(root);
      if (domain.equals("b.example")) {
        accepted(asRoot, leaf().by(asRoot), asRoot);
        accepted(root, leaf().by(between), between, root);
      } else {
        refused("names are outside", asRoot, leaf().by(asRoot), asRoot);
        refused("names are outside", root, leaf().by(between), between, root);
      }
      // The path validator would ignore the constraints of an anchor below a root.
      refused("name constraints", between, leaf().by(between), between);
    }
  }

  @Test
  void signaturesAreTheIssuers() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    TestCertificate namesake = TestCertificateBuilder.authority("root").selfSigned();
    refused("no chain of signatures", root, leaf().by(namesake), root);

    byte[] der = leaf().by(root).der();
    der[der.length - 1] ^= 1;
    DaneVerdict changed =
        Dane.verify(List.of(der, root.der()), List.of(root.tlsa(2, 0, 1)), Contexts.PLAIN);
    assertEquals(Status.UNFIT_CHAIN, changed.status(), changed.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA1withRSA", "MD5withRSA", "SHA224withRSA", "SHA1withRSAandMGF1"})
  void weakSignaturesAreRefused(String algorithm) throws Exception {
    TestCertificate root =
        TestCertificateBuilder.authority("root")
            .keys(TestCertificateBuilder.keys("RSA", 2048))
            .selfSigned();
    TestCertificate middle =
        TestCertificateBuilder.authority("middle").signature(algorithm).by(root);
    refused("weak or unknown", root, leaf().signature(algorithm).by(root), root);
    refused("depth 1: its signature", root, leaf().by(middle), middle, root);
    // The signature on an anchor is not checked.
    accepted(middle, leaf().by(middle), middle);
    accepted(root, leaf().by(root), root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA384withRSA", "SHA512withRSA", "SHA256withRSAandMGF1"})
  void strongSignaturesAreAccepted(String algorithm) throws Exception {
    TestCertificate root =
        TestCertificateBuilder.authority("root")
            .keys(TestCertificateBuilder.keys("RSA", 2048))
            .selfSigned();
    accepted(root, leaf().signature(algorithm).by(root), root);
  }

  @Test
  void weakKeysOfAuthoritiesAreRefused() throws Exception {
    for (KeyPair keys :
        List.of(
            TestCertificateBuilder.keys("RSA", 1024), TestCertificateBuilder.keys("DSA", 2048))) {
      TestCertificate root = TestCertificateBuilder.authority("weak").keys(keys).selfSigned();
      refused(": its ", root, leaf().by(root), root);
      DaneVerdict bare =
          Dane.verify(
              TestCertificate.chain(leaf().by(root)), List.of(root.tlsa(2, 1, 0)), Contexts.PLAIN);
      assertEquals(Status.NO_MATCH, bare.status(), bare.reason());
    }
  }

  @Test
  void strongKeysOfEachAlgorithmAreAccepted() throws Exception {
    for (KeyPair keys :
        List.of(
            TestCertificateBuilder.ec("secp256r1"),
            TestCertificateBuilder.ec("secp384r1"),
            TestCertificateBuilder.ec("secp521r1"),
            TestCertificateBuilder.keys("RSA", 2048),
            TestCertificateBuilder.keys("Ed25519", 0))) {
      TestCertificate root = TestCertificateBuilder.authority("root").keys(keys).selfSigned();
      TestCertificate end = leaf().by(root);
      accepted(root, end, root);
      assertTrue(
          Dane.verify(TestCertificate.chain(end), List.of(root.tlsa(2, 1, 0)), Contexts.PLAIN)
              .ok());
    }
  }
}
