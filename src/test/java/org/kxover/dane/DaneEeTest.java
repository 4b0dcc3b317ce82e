package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.dane.DaneVerdict.Status;

/** What DANE-EE(3) checks and ignores (RFC 7671 section 5.1). */
class DaneEeTest {
  @Test
  void namesAndDatesAreIgnored() throws Exception {
    Made bare = Making.of("nobody").selfSigned();
    Made old =
        Making.leaf("elsewhere.example", "C.EXAMPLE")
            .valid(Making.NOW.minus(Duration.ofDays(9)), Making.NOW.minus(Duration.ofDays(8)))
            .selfSigned();
    for (Made leaf : List.of(bare, old)) {
      assertTrue(Dane.verify(Made.chain(leaf), List.of(leaf.tlsa(3, 1, 1)), Contexts.PLAIN).ok());
    }
  }

  @Test
  void matchesTheLeafAndNoAuthority() throws Exception {
    Made root = Making.authority("root").selfSigned();
    Made leaf = Making.leaf(Contexts.HOST, Contexts.REALM).by(root);

    assertEquals(
        Status.NO_MATCH,
        Dane.verify(Made.chain(leaf, root), List.of(root.tlsa(3, 1, 1)), Contexts.PLAIN).status());
    assertTrue(
        Dane.verify(Made.chain(leaf, root), List.of(leaf.tlsa(3, 1, 1)), Contexts.PLAIN).ok());
  }

  /** Old and new record published together match either certificate (RFC 7671 section 8.1). */
  @Test
  void duringARolloverEitherCertificateMatches() throws Exception {
    Made before = Making.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    Made after = Making.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    Made never = Making.leaf(Contexts.HOST, Contexts.REALM).selfSigned();
    List<TlsaRecord> both = List.of(before.tlsa(3, 1, 1), after.tlsa(3, 1, 1));

    assertEquals(
        Optional.of(both.get(0)), Dane.verify(Made.chain(before), both, Contexts.PLAIN).matched());
    assertEquals(
        Optional.of(both.get(1)), Dane.verify(Made.chain(after), both, Contexts.PLAIN).matched());
    assertEquals(Status.NO_MATCH, Dane.verify(Made.chain(never), both, Contexts.PLAIN).status());
  }

  @Test
  void aWeakKeyIsRefusedThoughItMatches() throws Exception {
    for (Made weak :
        List.of(
            Making.of("rsa").keys(Making.keys("RSA", 1024)).selfSigned(),
            Making.of("dsa").keys(Making.keys("DSA", 2048)).selfSigned())) {
      assertEquals(
          Status.UNFIT_CHAIN,
          Dane.verify(Made.chain(weak), List.of(weak.tlsa(3, 1, 1)), Contexts.PLAIN).status());
    }
    Made strong = Making.of("rsa").keys(Making.keys("RSA", 2048)).selfSigned();
    assertTrue(Dane.verify(Made.chain(strong), List.of(strong.tlsa(3, 1, 1)), Contexts.PLAIN).ok());
  }

  /**
   * Digest agility applies within one usage: a DANE-TA record with SHA-512 does not override a
   * DANE-EE record with SHA-256.
   */
  @Test
  void agilityStaysWithinAUsage() throws Exception {
    Made root = Making.authority("root").selfSigned();
    Made leaf = Making.leaf(Contexts.HOST, Contexts.REALM).by(root);
    Made other = Making.authority("other").selfSigned();

    assertTrue(
        Dane.verify(
                Made.chain(leaf, root),
                List.of(other.tlsa(2, 1, 2), leaf.tlsa(3, 1, 1)),
                Contexts.PLAIN)
            .ok());
    assertEquals(
        Status.NO_MATCH,
        Dane.verify(
                Made.chain(leaf, root),
                List.of(other.tlsa(3, 1, 2), leaf.tlsa(3, 1, 1)),
                Contexts.PLAIN)
            .status());
  }
}
