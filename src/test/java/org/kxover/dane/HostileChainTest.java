package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.dane.DaneVerdict.Status;

/** Hostile chains get a verdict, and it is not a match. */
@Timeout(120)
class HostileChainTest {
  private TestCertificate root;
  private TestCertificate middle;
  private TestCertificate leaf;
  private DaneContext context;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificateBuilder.authority("root").selfSigned();
    middle = TestCertificateBuilder.authority("middle").by(root);
    leaf = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(middle);
    context =
        new DaneContext(
            Contexts.PLAIN.names(),
            Contexts.PLAIN.realm(),
            Contexts.roots(root),
            Contexts.roots(root),
            TestCertificateBuilder.NOW);
  }

  /** Changed octets in a certificate of the path give a verdict, and never a match. */
  @Test
  void noOctetsMakeItThrowOrMatch() {
    List<TlsaRecord> records = List.of(root.tlsa(2, 1, 1), root.tlsa(0, 1, 0));
    List<byte[]> good = TestCertificate.chain(leaf, middle, root);
    assertTrue(Dane.verify(good, records, context).ok());
    Random random = new Random(5280);
    for (int round = 0; round < 3000; round++) {
      List<byte[]> bad = new ArrayList<>(good);
      int which = random.nextInt(2);
      byte[] changed = bad.get(which).clone();
      int first = random.nextInt(changed.length);
      changed[first] ^= (byte) (1 + random.nextInt(255));
      int second = random.nextInt(changed.length);
      if (second != first) {
        changed[second] ^= (byte) random.nextInt(256);
      }
      bad.set(which, changed);
      assertFalse(Dane.verify(bad, records, context).ok(), "round " + round);
    }
  }

  @Test
  void aBrokenCertificateInTheChainIsNamed() {
    DaneVerdict verdict =
        Dane.verify(
            List.of(leaf.der(), new byte[] {0x30, 0}), List.of(root.tlsa(2, 1, 1)), context);
    assertEquals(Status.UNFIT_CHAIN, verdict.status());
    assertTrue(verdict.reason().startsWith("certificate 1 of the chain: "), verdict.reason());
  }

  /** Names that only one of two parsers reads could evade the name constraints. */
  @Test
  void malformedNamesAreRefused() throws Exception {
    byte[] san = {0x30, 0x10, (byte) 0x82, 0x0c};
    TestCertificate odd =
        TestCertificateBuilder.of("leaf")
            .extension(Extension.subjectAlternativeName.getId(), false, san)
            .by(root);
    DaneVerdict verdict =
        Dane.verify(TestCertificate.chain(odd, root), List.of(root.tlsa(2, 1, 1)), Contexts.PLAIN);
    assertEquals(Status.UNFIT_CHAIN, verdict.status(), verdict.reason());
  }

  /** Among nine authorities with one name and different keys, the issuer is found. */
  @Test
  void authoritiesWithOneNameAreDistinguishedByKey() throws Exception {
    List<byte[]> chain = new ArrayList<>();
    chain.add(leaf.der());
    for (int i = 0; i < 8; i++) {
      chain.add(TestCertificateBuilder.authority("middle").selfSigned().der());
    }
    chain.add(middle.der());
    DaneVerdict verdict = Dane.verify(chain, List.of(root.tlsa(2, 0, 0)), Contexts.PLAIN);
    assertTrue(verdict.ok(), verdict.reason());
  }

  /** Three authorities sign each other in every combination, and none leads to the anchor. */
  @Test
  void theSearchInCyclicCrossSignaturesEnds() throws Exception {
    List<TestCertificate> roots = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      roots.add(TestCertificateBuilder.authority("knot " + i).selfSigned());
    }
    List<byte[]> chain = new ArrayList<>();
    for (TestCertificate subject : roots) {
      for (TestCertificate issuer : roots) {
        String name = "knot " + roots.indexOf(subject);
        chain.add(TestCertificateBuilder.authority(name).keys(subject.keys()).by(issuer).der());
      }
    }
    Collections.shuffle(chain, new Random(4158));
    chain.add(0, TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(roots.get(0)).der());
    DaneVerdict verdict = Dane.verify(chain, List.of(root.tlsa(2, 1, 0)), Contexts.PLAIN);
    assertEquals(Status.NO_MATCH, verdict.status(), verdict.reason());
    assertTrue(Dane.verify(chain, List.of(roots.get(0).tlsa(2, 1, 1)), Contexts.PLAIN).ok());
  }

  @Test
  void whatAReasonQuotesStaysALine() throws Exception {
    TestCertificate odd = TestCertificateBuilder.leaf("x\n\u0007.example", Contexts.REALM).by(root);
    String reason =
        Dane.verify(TestCertificate.chain(odd, root), List.of(root.tlsa(2, 1, 1)), Contexts.PLAIN)
            .reason();
    assertTrue(reason.chars().allMatch(c -> c >= ' ' && c <= '~'), reason);
  }
}
