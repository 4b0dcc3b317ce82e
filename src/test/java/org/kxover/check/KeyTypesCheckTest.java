package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA384_192;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.control.ControlRequest;
import org.kxover.control.FakeAdministration;
import org.kxover.control.FakeDaemon;
import org.kxover.kdb.Role;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.RenewalPlan;

/** The keys of the fake administration have the types aes256-sha1 and aes256-sha2. */
@Timeout(60)
class KeyTypesCheckTest {
  private static final RealmSettings REALM = TestSettings.of(new Realm("A.EXAMPLE"));
  private static final RenewalPlan PLAN =
      new RenewalPlan(RenewalPlan.State.BY_PEER, Optional.empty(), 0, "");
  private static final List<EncryptionType> BOTH =
      List.of(AES256_CTS_HMAC_SHA1_96, AES256_CTS_HMAC_SHA384_192);
  private static final List<EncryptionType> ONE = List.of(AES256_CTS_HMAC_SHA1_96);

  @TempDir Path folder;
  private final FakeAdministration a = new FakeAdministration("A.EXAMPLE");
  private FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(folder, a, new FakeAdministration("Z.EXAMPLE")).start();
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  private List<Finding> findings(String peer, List<EncryptionType> possible) {
    Report report = new Report(finding -> {});
    new KeyTypesCheck(
            REALM,
            RunningDaemon.ask(daemon.settings(), REALM),
            new DaemonCrossovers(daemon.settings(), REALM),
            Optional.of(peer).filter(name -> !name.isEmpty()).map(Realm::new),
            possible)
        .run(report);
    return report.findings();
  }

  private static void assertWrong(Finding finding, String principal, String advice) {
    assertEquals(Finding.Level.ERROR, finding.level(), finding.text());
    assertEquals(
        principal + " has keys of types that the KDC forbids now: aes256-cts-hmac-sha384-192",
        finding.text());
    assertTrue(finding.advice().startsWith(advice), finding.advice());
  }

  @Test
  void keysWhoseTypesThePermittedOnesIncludeAreRight() {
    a.with("B.EXAMPLE", Role.CLIENT, PLAN).with("C.EXAMPLE", Role.SERVICE, PLAN);
    List<Finding> found = findings("", BOTH);
    assertEquals(1, found.size(), found.toString());
    assertEquals(Finding.Level.OK, found.get(0).level());
    assertEquals("the KDC permits the types of all keys: 2", found.get(0).text());
  }

  /** We renew a key for our users; the other realm renews one for its users. */
  @Test
  void theAdviceDependsOnTheDirection() {
    a.with("B.EXAMPLE", Role.CLIENT, PLAN).with("C.EXAMPLE", Role.SERVICE, PLAN);
    List<Finding> found = findings("", ONE);
    assertEquals(2, found.size(), found.toString());
    assertWrong(found.get(0), "krbtgt/B.EXAMPLE@A.EXAMPLE", "run \"kxover renew B.EXAMPLE\"");
    assertWrong(found.get(1), "krbtgt/A.EXAMPLE@C.EXAMPLE", "permit these types again");
  }

  /** A page of the daemon has so many crossovers that the last one is on the second page. */
  @Test
  void aKeyIsFoundWhereverItStands() {
    for (int i = 0; i < ControlRequest.MAX_LIMIT; i++) {
      a.with(String.format("P%05d.EXAMPLE", i), Role.SERVICE, PLAN);
    }
    a.with("Q.EXAMPLE", Role.CLIENT, PLAN);
    List<Finding> one = findings("Q.EXAMPLE", ONE);
    assertEquals(1, one.size(), one.toString());
    assertWrong(one.get(0), "krbtgt/Q.EXAMPLE@A.EXAMPLE", "run \"kxover renew Q.EXAMPLE\"");
    assertEquals(List.of("read Q.EXAMPLE"), a.orders, "nothing else was read");
    assertEquals(
        "the KDC permits the types of all keys: " + (ControlRequest.MAX_LIMIT + 1),
        findings("", BOTH).get(0).text());
  }

  @Test
  void manyWrongKeysAreCounted() {
    for (int i = 0; i < 25; i++) {
      a.with(String.format("P%02d.EXAMPLE", i), Role.CLIENT, PLAN);
    }
    List<Finding> found = findings("", ONE);
    assertEquals(11, found.size(), found.toString());
    assertTrue(found.get(10).text().startsWith("15 more crossovers have keys"), found.toString());
  }

  @Test
  void whatKxoverdDoesNotRememberIsNotCalledRight() {
    a.with("B.EXAMPLE", Role.CLIENT, PLAN);
    a.partial = true;
    String text = findings("", BOTH).get(0).text();
    assertTrue(text.contains("the 1 keys that kxoverd remembers, not of all"), text);
  }

  /** Other findings say that nobody knows the types, or that kxoverd does not run. */
  @Test
  void whatAnotherFindingSaysIsNotRepeated() throws IOException {
    a.with("B.EXAMPLE", Role.CLIENT, PLAN);
    assertEquals(List.of(), findings("", List.of()));
    daemon.close();
    assertEquals(List.of(), findings("", ONE));
  }

  @Test
  void aDatabaseThatKxoverdCannotReadIsSaid() {
    a.failure = Optional.of("kadmin is gone");
    List<Finding> found = findings("B.EXAMPLE", ONE);
    assertEquals(Finding.Level.WARNING, found.get(0).level());
    assertTrue(
        found.get(0).text().startsWith("kxoverd cannot tell what types they have: database failed"),
        found.toString());
  }
}
