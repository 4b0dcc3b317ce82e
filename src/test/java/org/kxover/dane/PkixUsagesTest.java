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
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.dane.DaneVerdict.Status;

/**
 * PKIX-TA(0) and PKIX-EE(1) require a matching record, and a path to one of the operator's roots.
 */
class PkixUsagesTest {
  private TestCertificate root;
  private TestCertificate middle;
  private TestCertificate leaf;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificateBuilder.authority("root").selfSigned();
    middle = TestCertificateBuilder.authority("middle").by(root);
    leaf = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(middle);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
  void pkixEeMatchesTheLeaf(int selector, int matchingType) throws Exception {
    TlsaRecord record = leaf.tlsa(1, selector, matchingType);
    DaneVerdict verdict =
        Dane.verify(TestCertificate.chain(leaf, middle), List.of(record), Contexts.pkix(root));
    assertEquals(Optional.of(record), verdict.matched(), verdict.reason());
    assertEquals(OptionalInt.of(0), verdict.depth());

    TlsaRecord other = middle.tlsa(1, selector, matchingType);
    assertEquals(
        Status.NO_MATCH,
        Dane.verify(TestCertificate.chain(leaf, middle), List.of(other), Contexts.pkix(root))
            .status());
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
  void pkixTaMatchesAnyAuthorityOfThePath(int selector, int matchingType) throws Exception {
    // The peer need not send the root, because the operator has it.
    for (List<byte[]> chain :
        List.of(TestCertificate.chain(leaf, middle), TestCertificate.chain(leaf, middle, root))) {
      for (TestCertificate authority : List.of(middle, root)) {
        TlsaRecord record = authority.tlsa(0, selector, matchingType);
        DaneVerdict verdict = Dane.verify(chain, List.of(record), Contexts.pkix(root));
        assertEquals(Optional.of(record), verdict.matched(), verdict.reason());
        assertEquals(OptionalInt.of(authority == middle ? 1 : 2), verdict.depth());
      }
      TlsaRecord own = leaf.tlsa(0, selector, matchingType);
      assertEquals(Status.NO_MATCH, Dane.verify(chain, List.of(own), Contexts.pkix(root)).status());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aRecordWithoutAPathToARootIsNotEnough(int usage) throws Exception {
    TestCertificate unrelated = TestCertificateBuilder.authority("root").selfSigned();
    TlsaRecord record = (usage == 0 ? middle : leaf).tlsa(usage, 1, 1);
    List<byte[]> chain = TestCertificate.chain(leaf, middle, root);

    assertTrue(Dane.verify(chain, List.of(record), Contexts.pkix(unrelated, root)).ok());
    DaneVerdict verdict = Dane.verify(chain, List.of(record), Contexts.pkix(unrelated));
    assertEquals(Status.UNFIT_CHAIN, verdict.status(), verdict.reason());
    assertEquals(
        Status.UNFIT_CHAIN,
        Dane.verify(
                TestCertificate.chain(leaf, root), List.of(leaf.tlsa(1, 1, 1)), Contexts.pkix(root))
            .status());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aPathWithoutARecordIsNotEnough(int usage) throws Exception {
    TestCertificate other = TestCertificateBuilder.authority("other").selfSigned();
    DaneVerdict verdict =
        Dane.verify(
            TestCertificate.chain(leaf, middle, root),
            List.of(other.tlsa(usage, 1, 1)),
            Contexts.pkix(root));
    assertEquals(Status.NO_MATCH, verdict.status(), verdict.reason());
    assertTrue(
        verdict
            .reason()
            .contains(usage == 0 ? "no TLSA record matches it" : "no TLSA record matches the leaf"),
        verdict.reason());
  }

  /** A record that matches a certificate outside the path does not count. */
  @Test
  void anAuthorityBesideThePathIsNotInIt() throws Exception {
    TestCertificate other = TestCertificateBuilder.authority("other").by(root);
    DaneVerdict verdict =
        Dane.verify(
            TestCertificate.chain(leaf, middle, other),
            List.of(other.tlsa(0, 1, 1)),
            Contexts.pkix(root));
    assertEquals(Status.UNFIT_CHAIN, verdict.status(), verdict.reason());
  }

  @Test
  void withoutRootsTheRecordsAreUnusable() {
    DaneVerdict verdict =
        Dane.verify(
            TestCertificate.chain(leaf, middle, root),
            List.of(middle.tlsa(0, 1, 1), leaf.tlsa(1, 1, 1)),
            Contexts.PLAIN);
    assertEquals(Status.ALL_UNUSABLE, verdict.status());
    assertEquals(
        "no TLSA record can be used: 0 1 1: PKIX-TA needs root certificates, and none are set;"
            + " 1 1 1: PKIX-EE needs root certificates, and none are set",
        verdict.reason());
    assertTrue(
        Dane.verify(
                TestCertificate.chain(leaf, middle, root),
                List.of(leaf.tlsa(1, 1, 1), middle.tlsa(2, 1, 1)),
                Contexts.PLAIN)
            .ok());
  }

  /** There are two paths, and the record matches the authority of the second. */
  @Test
  void theSearchContinuesToThePathThatMatchesTheRecord() throws Exception {
    TestCertificate second = TestCertificateBuilder.authority("second").selfSigned();
    TestCertificate crossed =
        TestCertificateBuilder.authority("middle").keys(middle.keys()).by(second);
    List<byte[]> chain = TestCertificate.chain(leaf, middle, crossed);
    for (TestCertificate authority : List.of(root, second)) {
      DaneVerdict verdict =
          Dane.verify(chain, List.of(authority.tlsa(0, 0, 1)), Contexts.pkix(root, second));
      assertTrue(verdict.ok(), verdict.reason());
    }
  }

  @Test
  void namesDatesAndRealmMustBeValid() throws Exception {
    TestCertificateBuilder expired =
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM)
            .valid(
                TestCertificateBuilder.NOW.minusSeconds(9),
                TestCertificateBuilder.NOW.minusSeconds(1));
    for (TestCertificate wrong :
        List.of(
            expired.by(root),
            TestCertificateBuilder.leaf("kx.c.example", Contexts.REALM).by(root),
            TestCertificateBuilder.leaf(Contexts.HOST, "C.EXAMPLE").by(root))) {
      for (TlsaRecord record : List.of(wrong.tlsa(1, 1, 1), root.tlsa(0, 1, 1))) {
        DaneVerdict verdict =
            Dane.verify(TestCertificate.chain(wrong, root), List.of(record), Contexts.pkix(root));
        assertEquals(Status.UNFIT_CHAIN, verdict.status(), verdict.reason());
      }
    }
    TestCertificate right = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(root);
    assertTrue(
        Dane.verify(TestCertificate.chain(right), List.of(right.tlsa(1, 1, 1)), Contexts.pkix(root))
            .ok());
  }
}
