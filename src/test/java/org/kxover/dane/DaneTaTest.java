package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.dane.DaneVerdict.Status;

/** DANE-TA(2): a record names an authority that issued the chain (RFC 7671 section 5.2). */
class DaneTaTest {
  private TestCertificate root;
  private TestCertificate middle;
  private TestCertificate leaf;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificateBuilder.authority("root").selfSigned();
    middle = TestCertificateBuilder.authority("middle").by(root);
    leaf = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(middle);
  }

  private static DaneVerdict verify(List<byte[]> chain, TlsaRecord... records) {
    return Dane.verify(chain, List.of(records), Contexts.PLAIN);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
  void anAuthorityInTheChainVouches(int selector, int matchingType) {
    List<byte[]> chain = TestCertificate.chain(leaf, middle, root);
    for (TestCertificate authority : List.of(middle, root)) {
      TlsaRecord record = authority.tlsa(2, selector, matchingType);
      DaneVerdict verdict = verify(chain, record);
      assertEquals(Optional.of(record), verdict.matched(), verdict.reason());
      assertEquals(OptionalInt.of(authority == middle ? 1 : 2), verdict.depth());
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
  void anotherAuthorityDoesNot(int selector, int matchingType) throws Exception {
    TestCertificate other = TestCertificateBuilder.authority("root").selfSigned();
    DaneVerdict verdict =
        verify(TestCertificate.chain(leaf, middle, root), other.tlsa(2, selector, matchingType));
    assertEquals(Status.NO_MATCH, verdict.status(), verdict.reason());
    assertTrue(verdict.reason().contains("3 1 1 "), verdict.reason());
  }

  @Test
  void onlyFullDataWorksWithoutTheAnchorInTheChain() {
    List<byte[]> without = TestCertificate.chain(leaf, middle);
    for (int selector = 0; selector <= 1; selector++) {
      DaneVerdict verdict = verify(without, root.tlsa(2, selector, 0));
      assertTrue(verdict.ok(), verdict.reason());
      assertEquals(OptionalInt.of(2), verdict.depth());
      assertEquals(Status.NO_MATCH, verify(without, root.tlsa(2, selector, 1)).status());
      assertEquals(Status.NO_MATCH, verify(without, root.tlsa(2, selector, 2)).status());
    }
    DaneVerdict direct = verify(TestCertificate.chain(leaf), middle.tlsa(2, 1, 0));
    assertEquals(OptionalInt.of(1), direct.depth(), direct.reason());
  }

  /** A bare key matches under any name. A name without the key does not match. */
  @Test
  void aBareKeyMatchesUnderAnyName() throws Exception {
    TestCertificate namesake = TestCertificateBuilder.authority("middle").selfSigned();
    assertEquals(
        Status.NO_MATCH, verify(TestCertificate.chain(leaf), namesake.tlsa(2, 1, 0)).status());
    TestCertificate renamed =
        TestCertificateBuilder.authority("renamed").keys(middle.keys()).selfSigned();
    assertTrue(verify(TestCertificate.chain(leaf), renamed.tlsa(2, 1, 0)).ok());
    assertEquals(
        Status.NO_MATCH, verify(TestCertificate.chain(leaf), renamed.tlsa(2, 0, 0)).status());
  }

  @Test
  void intermediatesComeInAnyOrderWithOthersBetween() throws Exception {
    TestCertificate stray = TestCertificateBuilder.authority("stray").selfSigned();
    DaneVerdict verdict =
        verify(TestCertificate.chain(leaf, root, stray, middle), root.tlsa(2, 1, 1));
    assertTrue(verdict.ok(), verdict.reason());
    assertEquals(
        Status.UNFIT_CHAIN,
        verify(TestCertificate.chain(leaf, root, stray), root.tlsa(2, 1, 1)).status());
  }

  @Test
  void anAuthorityThatDidNotIssueTheLeafDoesNotVouchForIt() throws Exception {
    TestCertificate attacker =
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    DaneVerdict verdict = verify(TestCertificate.chain(attacker, middle, root), root.tlsa(2, 1, 1));
    assertEquals(Status.UNFIT_CHAIN, verdict.status());
    assertTrue(verdict.reason().contains("no chain of signatures"), verdict.reason());
  }

  /** A server whose leaf is its own authority must publish 3 1 1 (RFC 7671 section 5.2). */
  @Test
  void aLeafIsNoAuthorityOfItsOwn() throws Exception {
    TestCertificate self = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    TestCertificate authority =
        TestCertificateBuilder.authority("leaf")
            .dns(Contexts.HOST)
            .realm(Contexts.REALM)
            .usage(0)
            .selfSigned();
    for (TestCertificate one : List.of(self, authority)) {
      for (int selector = 0; selector <= 1; selector++) {
        for (int matchingType = 0; matchingType <= 2; matchingType++) {
          TlsaRecord record = one.tlsa(2, selector, matchingType);
          assertEquals(Status.NO_MATCH, verify(TestCertificate.chain(one), record).status());
          assertEquals(
              Status.UNFIT_CHAIN, verify(TestCertificate.chain(one, one), record).status());
        }
      }
      assertTrue(verify(TestCertificate.chain(one), one.tlsa(3, 1, 1)).ok());
    }
  }

  /**
   * Two roots signed the intermediate. In one case the first path in the peer's order is useless.
   */
  @Test
  void crossSignedAuthoritiesGiveSeveralPaths() throws Exception {
    TestCertificate other = TestCertificateBuilder.authority("other").selfSigned();
    TestCertificate crossed =
        TestCertificateBuilder.authority("middle").keys(middle.keys()).by(other);
    List<byte[]> chain = TestCertificate.chain(leaf, crossed, middle, other, root);

    for (TestCertificate top : List.of(root, other)) {
      DaneVerdict verdict = verify(chain, top.tlsa(2, 0, 1));
      assertTrue(verdict.ok(), verdict.reason());
      assertEquals(OptionalInt.of(2), verdict.depth());
    }
  }

  @Test
  void anExpiredCrossSignatureDoesNotHideTheValidOne() throws Exception {
    TestCertificate expired =
        TestCertificateBuilder.authority("middle")
            .keys(middle.keys())
            .valid(
                TestCertificateBuilder.NOW.minusSeconds(20),
                TestCertificateBuilder.NOW.minusSeconds(10))
            .by(root);
    assertEquals(
        Status.UNFIT_CHAIN,
        verify(TestCertificate.chain(leaf, expired, root), root.tlsa(2, 1, 1)).status());
    assertTrue(verify(TestCertificate.chain(leaf, expired, middle, root), root.tlsa(2, 1, 1)).ok());
  }

  @Test
  void crossSignedAuthoritiesCauseNoEndlessLoop() throws Exception {
    TestCertificate first = TestCertificateBuilder.authority("first").selfSigned();
    TestCertificate second = TestCertificateBuilder.authority("second").by(first);
    TestCertificate firstBySecond =
        TestCertificateBuilder.authority("first").keys(first.keys()).by(second);
    TestCertificate own = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(second);
    List<byte[]> circle = TestCertificate.chain(own, second, firstBySecond);

    assertEquals(
        Status.UNFIT_CHAIN,
        verify(TestCertificate.chain(leaf, second, root), root.tlsa(2, 1, 1)).status());
    assertEquals(Status.NO_MATCH, verify(circle, root.tlsa(2, 1, 1)).status());
    assertTrue(verify(circle, firstBySecond.tlsa(2, 0, 1)).ok());
  }

  @Test
  void tenCertificatesAreAcceptedAndElevenAreNot() throws Exception {
    TestCertificate[] ten = new TestCertificate[PeerChain.MAX_CERTIFICATES];
    TestCertificate issuer = root;
    for (int i = ten.length - 1; i > 0; i--) {
      issuer = i == ten.length - 1 ? root : TestCertificateBuilder.authority("ca" + i).by(issuer);
      ten[i] = issuer;
    }
    ten[0] = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(issuer);
    DaneVerdict verdict = verify(TestCertificate.chain(ten), root.tlsa(2, 1, 1));
    assertEquals(OptionalInt.of(9), verdict.depth(), verdict.reason());

    TestCertificate[] eleven = java.util.Arrays.copyOf(ten, 11);
    eleven[10] = middle;
    DaneVerdict refused = verify(TestCertificate.chain(eleven), root.tlsa(2, 1, 1));
    assertEquals(Status.UNFIT_CHAIN, refused.status());
    assertEquals("a chain of 11 certificates is longer than 10", refused.reason());
    assertTrue(verify(TestCertificate.chain(eleven), ten[0].tlsa(3, 1, 1)).ok());
  }

  @Test
  void agilityAndRolloverHoldForAuthorities() throws Exception {
    TestCertificate next = TestCertificateBuilder.authority("next").selfSigned();
    List<byte[]> chain = TestCertificate.chain(leaf, middle, root);
    assertTrue(verify(chain, next.tlsa(2, 1, 1), root.tlsa(2, 1, 1)).ok());
    assertEquals(Status.NO_MATCH, verify(chain, next.tlsa(2, 1, 2), root.tlsa(2, 1, 1)).status());
    assertTrue(verify(chain, next.tlsa(2, 1, 2), root.tlsa(2, 0, 1)).ok());
  }
}
