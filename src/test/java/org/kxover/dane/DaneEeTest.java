package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.kxover.dane.DaneVerdict.Status;

/** What DANE-EE(3) checks and ignores (RFC 7671 section 5.1). */
class DaneEeTest {
  @Test
  void namesAndDatesAreIgnored() throws Exception {
    TestCertificate bare = TestCertificateBuilder.of("nobody").selfSigned();
    TestCertificate old =
        TestCertificateBuilder.leaf("elsewhere.example", "C.EXAMPLE")
            .valid(
                TestCertificateBuilder.NOW.minus(Duration.ofDays(9)),
                TestCertificateBuilder.NOW.minus(Duration.ofDays(8)))
            .selfSigned();
    for (TestCertificate leaf : List.of(bare, old)) {
      assertTrue(
          Dane.verify(TestCertificate.chain(leaf), List.of(leaf.tlsa(3, 1, 1)), Contexts.PLAIN)
              .ok());
    }
  }

  /** The platform reads no certificate with an empty issuer. Only DANE-EE needs none. */
  @Test
  void anEmptyIssuerIsAcceptedByDaneEeOnly() throws Exception {
    TestCertificate nobody = TestCertificateBuilder.nobody().selfSigned();
    List<byte[]> chain = TestCertificate.chain(nobody);
    for (int selector = 0; selector <= 1; selector++) {
      for (int matchingType = 0; matchingType <= 2; matchingType++) {
        List<TlsaRecord> records = List.of(nobody.tlsa(3, selector, matchingType));
        assertTrue(Dane.verify(chain, records, Contexts.PLAIN).ok());
      }
    }
    String why = "certificate 0 of the chain: its issuer is empty";
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    for (DaneVerdict verdict :
        List.of(
            Dane.verify(chain, List.of(root.tlsa(2, 0, 0)), Contexts.PLAIN),
            Dane.verify(chain, List.of(root.tlsa(0, 0, 0)), Contexts.pkix(root)),
            Dane.verify(chain, List.of(nobody.tlsa(1, 1, 1)), Contexts.pkix(root)),
            Dane.verify(chain, List.of(nobody.tlsa(3, 1, 1)), Contexts.federation(root)))) {
      assertFalse(verdict.ok());
      assertTrue(verdict.reason().contains(why), verdict.reason());
    }
  }

  @Test
  void anEmptySubjectHasItsOwnReasons() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    TestCertificate neither =
        TestCertificateBuilder.nobody().usage(KeyUsage.digitalSignature).by(root);
    TestCertificate notCritical =
        TestCertificateBuilder.nobody().dns(Contexts.HOST).realm(Contexts.REALM).by(root);
    List<TlsaRecord> ta = List.of(root.tlsa(2, 0, 0));
    String first = Dane.verify(TestCertificate.chain(neither), ta, Contexts.PLAIN).reason();
    assertTrue(first.contains("neither a subject nor a subjectAltName"), first);
    String second = Dane.verify(TestCertificate.chain(notCritical), ta, Contexts.PLAIN).reason();
    assertTrue(second.contains("its subjectAltName is not critical"), second);
    for (TestCertificate leaf : List.of(neither, notCritical)) {
      assertTrue(
          Dane.verify(TestCertificate.chain(leaf), List.of(leaf.tlsa(3, 1, 1)), Contexts.PLAIN)
              .ok());
    }
  }

  @Test
  void matchesTheLeafAndNoAuthority() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    TestCertificate leaf = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(root);

    assertEquals(
        Status.NO_MATCH,
        Dane.verify(TestCertificate.chain(leaf, root), List.of(root.tlsa(3, 1, 1)), Contexts.PLAIN)
            .status());
    assertTrue(
        Dane.verify(TestCertificate.chain(leaf, root), List.of(leaf.tlsa(3, 1, 1)), Contexts.PLAIN)
            .ok());
  }

  /** Old and new record published together match either certificate (RFC 7671 section 8.1). */
  @Test
  void duringARolloverEitherCertificateMatches() throws Exception {
    TestCertificate before =
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    TestCertificate after = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    TestCertificate never = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    List<TlsaRecord> both = List.of(before.tlsa(3, 1, 1), after.tlsa(3, 1, 1));

    assertEquals(
        Optional.of(both.get(0)),
        Dane.verify(TestCertificate.chain(before), both, Contexts.PLAIN).matched());
    assertEquals(
        Optional.of(both.get(1)),
        Dane.verify(TestCertificate.chain(after), both, Contexts.PLAIN).matched());
    assertEquals(
        Status.NO_MATCH, Dane.verify(TestCertificate.chain(never), both, Contexts.PLAIN).status());
  }

  @Test
  void aWeakKeyIsRefusedThoughItMatches() throws Exception {
    for (TestCertificate weak :
        List.of(
            TestCertificateBuilder.of("rsa")
                .keys(TestCertificateBuilder.keys("RSA", 1024))
                .selfSigned(),
            TestCertificateBuilder.of("dsa")
                .keys(TestCertificateBuilder.keys("DSA", 2048))
                .selfSigned())) {
      assertEquals(
          Status.UNFIT_CHAIN,
          Dane.verify(TestCertificate.chain(weak), List.of(weak.tlsa(3, 1, 1)), Contexts.PLAIN)
              .status());
    }
    TestCertificate strong =
        TestCertificateBuilder.of("rsa")
            .keys(TestCertificateBuilder.keys("RSA", 2048))
            .selfSigned();
    assertTrue(
        Dane.verify(TestCertificate.chain(strong), List.of(strong.tlsa(3, 1, 1)), Contexts.PLAIN)
            .ok());
  }

  /**
   * Digest agility applies within one usage: a DANE-TA record with SHA-512 does not override a
   * DANE-EE record with SHA-256.
   */
  @Test
  void agilityStaysWithinAUsage() throws Exception {
    TestCertificate root = TestCertificateBuilder.authority("root").selfSigned();
    TestCertificate leaf = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(root);
    TestCertificate other = TestCertificateBuilder.authority("other").selfSigned();

    assertTrue(
        Dane.verify(
                TestCertificate.chain(leaf, root),
                List.of(other.tlsa(2, 1, 2), leaf.tlsa(3, 1, 1)),
                Contexts.PLAIN)
            .ok());
    assertEquals(
        Status.NO_MATCH,
        Dane.verify(
                TestCertificate.chain(leaf, root),
                List.of(other.tlsa(3, 1, 2), leaf.tlsa(3, 1, 1)),
                Contexts.PLAIN)
            .status());
  }
}
