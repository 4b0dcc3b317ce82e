package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kxover.dane.DaneVerdict.Status;

/** With federation roots, DANE is required but not sufficient. */
class FederationTest {
  private TestCertificate root;
  private TestCertificate member;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificateBuilder.authority("federation").selfSigned();
    member = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(root);
  }

  private DaneVerdict verify(TestCertificate leaf, TlsaRecord record) throws Exception {
    return Dane.verify(TestCertificate.chain(leaf), List.of(record), Contexts.federation(root));
  }

  private void refused(TestCertificate leaf) throws Exception {
    assertTrue(
        Dane.verify(TestCertificate.chain(leaf), List.of(leaf.tlsa(3, 1, 1)), Contexts.PLAIN).ok());
    DaneVerdict verdict = verify(leaf, leaf.tlsa(3, 1, 1));
    assertEquals(Status.NOT_FEDERATED, verdict.status(), verdict.reason());
    assertTrue(verdict.matched().isEmpty());
  }

  @Test
  void aMemberIsAcceptedWithAnyUsage() throws Exception {
    assertTrue(verify(member, member.tlsa(3, 1, 1)).ok());
    assertTrue(verify(member, root.tlsa(2, 0, 0)).ok());
  }

  @Test
  void aMemberWithoutAMatchingRecordIsRefused() throws Exception {
    TestCertificate other = TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).by(root);
    assertEquals(Status.NO_MATCH, verify(member, other.tlsa(3, 1, 1)).status());
  }

  @Test
  void aNonMemberIsRefusedEvenIfItsRecordMatches() throws Exception {
    refused(TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM).selfSigned());
    refused(
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM)
            .by(TestCertificateBuilder.authority("federation").selfSigned()));
  }

  /**
   * A certificate of the federation is valid only for its realm and host, and only for its time.
   */
  @Test
  void membershipIsNotLentAndEnds() throws Exception {
    refused(TestCertificateBuilder.leaf(Contexts.HOST, "MEMBER.EXAMPLE").by(root));
    refused(TestCertificateBuilder.leaf("kx.member.example", Contexts.REALM).by(root));
    refused(
        TestCertificateBuilder.leaf(Contexts.HOST, Contexts.REALM)
            .valid(
                TestCertificateBuilder.NOW.minusSeconds(9),
                TestCertificateBuilder.NOW.minusSeconds(1))
            .by(root));
  }

  @Test
  void federationRootsAreNotPkixRoots() throws Exception {
    assertEquals(Status.ALL_UNUSABLE, verify(member, member.tlsa(1, 1, 1)).status());
  }
}
