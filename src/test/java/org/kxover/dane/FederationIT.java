package org.kxover.dane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Realms A and B of federation X, T of federation Y, and S of no federation, on real KDCs and
 * daemons. The DNS and TLSA records of all four are correct.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class FederationIT {
  private static final String NOT_A_MEMBER = "but the chain does not end in a federation root: ";

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabRealm s;
  private LabRealm t;
  private LabUser alice;

  @BeforeAll
  void startTwoFederationsAndAnotherRealm() throws Exception {
    lab = new Lab();
    TestCertificate rootOfX = now(TestCertificateBuilder.authority("federation X")).selfSigned();
    TestCertificate rootOfY = now(TestCertificateBuilder.authority("federation Y")).selfSigned();
    a = member(realm("a"), rootOfX);
    b = member(realm("b"), rootOfX);
    t = member(realm("t"), rootOfY);
    s = realm("s");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    alice = a.user("alice");
  }

  private LabRealm realm(String name) throws IOException {
    return lab.realm(name.toUpperCase(Locale.ROOT) + ".EXAMPLE")
        .service("HTTP", "www." + name + ".example");
  }

  /** Gives the realm a certificate of the federation, and makes it require one of its peers. */
  private LabRealm member(LabRealm realm, TestCertificate root) throws Exception {
    Path roots = realm.folder().resolve("federation.pem");
    Files.writeString(roots, root.pem());
    realm.kxoverd().set("federation_roots", roots.toString());
    return realm.certificate(
        now(TestCertificateBuilder.leaf("kx." + realm.domain(), realm.name())).by(root), root);
  }

  private static TestCertificateBuilder now(TestCertificateBuilder builder) {
    Instant now = Instant.now();
    return builder.valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
  }

  @AfterAll
  void close() throws Exception {
    lab.close();
  }

  private static void assertCrosses(LabUser user, LabRealm from, LabRealm to) throws IOException {
    var output = user.kvno("-S", "HTTP", "www." + to.domain());
    assertEquals(0, output.exitCode(), () -> output.text() + from.kxoverd().log());
    assertTrue(from.crossover(to, from).exists());
    assertEquals(from.crossover(to, from).keys(), to.crossover(to, from).keys());
  }

  /**
   * Asserts that {@code who} logs the refusal with {@code words}, and that neither realm has a key.
   */
  private static void assertRefused(
      LabUser user, LabRealm from, LabRealm to, LabRealm who, String... words) throws IOException {
    int before = who.kxoverd().log().length();
    assertNotEquals(0, user.kvno("-S", "HTTP", "www." + to.domain()).exitCode());
    who.kxoverd().awaitLine(before, "unauthenticated: ", words);
    assertFalse(from.crossover(to, from).exists());
    assertFalse(to.crossover(to, from).exists());
  }

  @Test
  void membersCrossToEachOther() throws Exception {
    assertCrosses(alice, a, b);
    assertCrosses(b.user("bob"), b, a);
  }

  @Test
  void aMemberDoesNotAskTheOtherFederation() throws Exception {
    assertRefused(alice, a, t, a, "certificate of kx.t.example", NOT_A_MEMBER);
  }

  @Test
  void theStrangerNeitherAsksNorIsAskedUntilNoFederationIsWanted() throws Exception {
    LabUser sally = s.user("sally");
    assertRefused(alice, a, s, a, "certificate of kx.s.example", NOT_A_MEMBER);
    assertRefused(sally, s, b, b, "the certificate is none of S.EXAMPLE's: ", NOT_A_MEMBER);
    assertTrue(s.kxoverd().log().contains("denied, refused by the peer: kx.b.example"));

    b.kxoverd().unset("federation_roots").restart();
    assertCrosses(sally, s, b);
    assertCrosses(b.user("bert"), b, s);
  }

  @Test
  void theOtherFederationIsRefusedWhenItAsks() throws Exception {
    t.kxoverd().unset("federation_roots").restart();
    assertRefused(t.user("tom"), t, a, a, "the certificate is none of T.EXAMPLE's: ", NOT_A_MEMBER);
  }
}
