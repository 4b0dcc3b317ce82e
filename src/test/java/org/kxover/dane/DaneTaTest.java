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

/** DANE-TA(2): a record names an authority, and the chain comes from it (RFC 7671 section 5.2). */
class DaneTaTest {
  private Made root;
  private Made middle;
  private Made leaf;

  @BeforeEach
  void make() throws Exception {
    root = Making.authority("root").selfSigned();
    middle = Making.authority("middle").by(root);
    leaf = Making.leaf(Contexts.HOST, Contexts.REALM).by(middle);
  }

  private static DaneVerdict verify(List<byte[]> chain, TlsaRecord... records) {
    return Dane.verify(chain, List.of(records), Contexts.PLAIN);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
  void anAuthorityInTheChainVouches(int selector, int matchingType) {
    List<byte[]> chain = Made.chain(leaf, middle, root);
    for (Made authority : List.of(middle, root)) {
      TlsaRecord record = authority.tlsa(2, selector, matchingType);
      DaneVerdict verdict = verify(chain, record);
      assertEquals(Optional.of(record), verdict.matched(), verdict.reason());
      assertEquals(OptionalInt.of(authority == middle ? 1 : 2), verdict.depth());
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
  void anotherAuthorityDoesNot(int selector, int matchingType) throws Exception {
    Made other = Making.authority("root").selfSigned();
    DaneVerdict verdict =
        verify(Made.chain(leaf, middle, root), other.tlsa(2, selector, matchingType));
    assertEquals(Status.NO_MATCH, verdict.status(), verdict.reason());
    assertTrue(verdict.reason().contains("3 1 1 "), verdict.reason());
  }

  @Test
  void onlyFullDataNeedsNoCertificateInTheChain() {
    List<byte[]> without = Made.chain(leaf, middle);
    for (int selector = 0; selector <= 1; selector++) {
      DaneVerdict verdict = verify(without, root.tlsa(2, selector, 0));
      assertTrue(verdict.ok(), verdict.reason());
      assertEquals(OptionalInt.of(2), verdict.depth());
      assertEquals(Status.NO_MATCH, verify(without, root.tlsa(2, selector, 1)).status());
      assertEquals(Status.NO_MATCH, verify(without, root.tlsa(2, selector, 2)).status());
    }
    DaneVerdict direct = verify(Made.chain(leaf), middle.tlsa(2, 1, 0));
    assertEquals(OptionalInt.of(1), direct.depth(), direct.reason());
  }

  /** The right key under the wrong name is still the key; the right name alone is nothing. */
  @Test
  void aBareKeyHasAnyNameAndANameHasNoKey() throws Exception {
    Made namesake = Making.authority("middle").selfSigned();
    assertEquals(Status.NO_MATCH, verify(Made.chain(leaf), namesake.tlsa(2, 1, 0)).status());
    Made renamed = Making.authority("renamed").keys(middle.keys()).selfSigned();
    assertTrue(verify(Made.chain(leaf), renamed.tlsa(2, 1, 0)).ok());
    assertEquals(Status.NO_MATCH, verify(Made.chain(leaf), renamed.tlsa(2, 0, 0)).status());
  }

  @Test
  void intermediatesComeInAnyOrderWithOthersBetween() throws Exception {
    Made stray = Making.authority("stray").selfSigned();
    DaneVerdict verdict = verify(Made.chain(leaf, root, stray, middle), root.tlsa(2, 1, 1));
    assertTrue(verdict.ok(), verdict.reason());
    assertEquals(
        Status.UNFIT_CHAIN, verify(Made.chain(leaf, root, stray), root.tlsa(2, 1, 1)).status());
  }

  @Test
  void aCertificateOfTheAuthorityBesideAStrangersLeafIsNothing() throws Exception {
    Made stranger = Making.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    DaneVerdict verdict = verify(Made.chain(stranger, middle, root), root.tlsa(2, 1, 1));
    assertEquals(Status.UNFIT_CHAIN, verdict.status());
    assertTrue(verdict.reason().contains("no signature"), verdict.reason());
  }

  /** RFC 7671 section 5.2: such a server has to say 3 1 1. */
  @Test
  void aLeafIsNoAuthorityOfItsOwn() throws Exception {
    Made self = Making.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    Made authority =
        Making.authority("leaf").dns(Contexts.HOST).realm(Contexts.REALM).usage(0).selfSigned();
    for (Made one : List.of(self, authority)) {
      for (int selector = 0; selector <= 1; selector++) {
        for (int matchingType = 0; matchingType <= 2; matchingType++) {
          TlsaRecord record = one.tlsa(2, selector, matchingType);
          assertEquals(Status.NO_MATCH, verify(Made.chain(one), record).status());
          assertEquals(Status.UNFIT_CHAIN, verify(Made.chain(one, one), record).status());
        }
      }
      assertTrue(verify(Made.chain(one), one.tlsa(3, 1, 1)).ok());
    }
  }

  /** The bridge was signed by two roots; the peer's own order tries the one that is of no use. */
  @Test
  void crossSignedAuthoritiesGiveSeveralPaths() throws Exception {
    Made other = Making.authority("other").selfSigned();
    Made crossed = Making.authority("middle").keys(middle.keys()).by(other);
    List<byte[]> chain = Made.chain(leaf, crossed, middle, other, root);

    for (Made top : List.of(root, other)) {
      DaneVerdict verdict = verify(chain, top.tlsa(2, 0, 1));
      assertTrue(verdict.ok(), verdict.reason());
      assertEquals(OptionalInt.of(2), verdict.depth());
    }
  }

  @Test
  void anExpiredCrossSignatureDoesNotSpoilTheGoodOne() throws Exception {
    Made expired =
        Making.authority("middle")
            .keys(middle.keys())
            .valid(Making.NOW.minusSeconds(20), Making.NOW.minusSeconds(10))
            .by(root);
    assertEquals(
        Status.UNFIT_CHAIN, verify(Made.chain(leaf, expired, root), root.tlsa(2, 1, 1)).status());
    assertTrue(verify(Made.chain(leaf, expired, middle, root), root.tlsa(2, 1, 1)).ok());
  }

  @Test
  void authoritiesThatSignedEachOtherMakeNoCircle() throws Exception {
    Made first = Making.authority("first").selfSigned();
    Made second = Making.authority("second").by(first);
    Made firstBySecond = Making.authority("first").keys(first.keys()).by(second);
    Made own = Making.leaf(Contexts.HOST, Contexts.REALM).by(second);
    List<byte[]> circle = Made.chain(own, second, firstBySecond);

    assertEquals(
        Status.UNFIT_CHAIN, verify(Made.chain(leaf, second, root), root.tlsa(2, 1, 1)).status());
    assertEquals(Status.NO_MATCH, verify(circle, root.tlsa(2, 1, 1)).status());
    assertTrue(verify(circle, firstBySecond.tlsa(2, 0, 1)).ok());
  }

  @Test
  void tenCertificatesAreLookedAtAndElevenAreNot() throws Exception {
    Made[] ten = new Made[PeerChain.MAX_CERTIFICATES];
    Made issuer = root;
    for (int i = ten.length - 1; i > 0; i--) {
      issuer = i == ten.length - 1 ? root : Making.authority("ca" + i).by(issuer);
      ten[i] = issuer;
    }
    ten[0] = Making.leaf(Contexts.HOST, Contexts.REALM).by(issuer);
    DaneVerdict verdict = verify(Made.chain(ten), root.tlsa(2, 1, 1));
    assertEquals(OptionalInt.of(9), verdict.depth(), verdict.reason());

    Made[] eleven = java.util.Arrays.copyOf(ten, 11);
    eleven[10] = middle;
    DaneVerdict refused = verify(Made.chain(eleven), root.tlsa(2, 1, 1));
    assertEquals(Status.UNFIT_CHAIN, refused.status());
    assertEquals("a chain of 11 certificates is longer than 10", refused.reason());
    assertTrue(verify(Made.chain(eleven), ten[0].tlsa(3, 1, 1)).ok());
  }

  @Test
  void agilityAndRolloverHoldForAuthorities() throws Exception {
    Made next = Making.authority("next").selfSigned();
    List<byte[]> chain = Made.chain(leaf, middle, root);
    assertTrue(verify(chain, next.tlsa(2, 1, 1), root.tlsa(2, 1, 1)).ok());
    assertEquals(Status.NO_MATCH, verify(chain, next.tlsa(2, 1, 2), root.tlsa(2, 1, 1)).status());
    assertTrue(verify(chain, next.tlsa(2, 1, 2), root.tlsa(2, 0, 1)).ok());
  }
}
