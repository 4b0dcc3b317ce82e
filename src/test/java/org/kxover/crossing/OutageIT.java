package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * During an outage the client gets the stock KDC's answer, and neither database gets a key. After
 * the outage the request succeeds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class OutageIT {
  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm a;
  private LabRealm b;
  private LabKdc stock;
  private LabUser alice;
  private LabUser aliceAtStockKdc;

  @BeforeAll
  void twoRealms() throws Exception {
    Lab lab = world.lab().daemonsAsProcesses();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    stock = LabKdc.stock(lab, a);
    stock.start();
  }

  @BeforeEach
  void aUserWithoutTickets() throws Exception {
    alice = a.user("alice");
    aliceAtStockKdc = alice.asking(a, stock);
  }

  private void assertStockAnswer() throws Exception {
    LabCommand.Output output = alice.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, output.exitCode(), output.text());
    assertEquals(aliceAtStockKdc.kvno("-S", "HTTP", "www.b.example").text(), output.text());
    assertFalse(a.crossover(b, a).exists());
    assertFalse(b.crossover(b, a).exists());
  }

  private void assertCrossing() throws Exception {
    LabCommand.Output output = alice.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output.text());
    assertTrue(a.crossover(b, a).exists());
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
  }

  private static void assertSaid(LabRealm realm, String words) {
    assertTrue(realm.kxoverd().log().contains(words), realm.kxoverd().log());
  }

  @Test
  void ourDaemon() throws Exception {
    a.kxoverd().stop();
    assertStockAnswer();
    a.kxoverd().start();
    assertCrossing();
  }

  @Test
  void theirDaemon() throws Exception {
    b.kxoverd().stop();
    assertStockAnswer();
    assertSaid(a, "failed, unreachable: kx.b.example");
    b.kxoverd().start();
    assertCrossing();
  }

  @Test
  void ourKadmin() throws Exception {
    a.kxoverd().set("kadmin", "/bin/false").restart();
    assertStockAnswer();
    assertSaid(a, "failed, database failed: ");
    a.kxoverd().set("kadmin", a.kdc().kadminCommand()).restart();
    assertCrossing();
  }

  @Test
  void theirKadmin() throws Exception {
    b.kxoverd().set("kadmin", "/bin/false").restart();
    assertStockAnswer();
    assertSaid(a, "failed, peer unavailable: kx.b.example");
    assertSaid(a, "KDC_ERR_SVC_UNAVAILABLE: the key database failed; ask again");
    // It answers before it logs.
    b.kxoverd().awaitLine(0, "refused ");
    b.kxoverd().set("kadmin", b.kdc().kadminCommand()).restart();
    assertCrossing();
  }

  /** kadmin inherits the time zone and the language of the daemon, which must not matter. */
  @Test
  void aDaemonInAnotherLanguageAndTimeZone() throws Exception {
    for (LabRealm realm : List.of(a, b)) {
      realm.kxoverd().env("LC_ALL", "C.UTF-8").env("LANGUAGE", "de").env("TZ", "Asia/Tokyo");
      realm.kxoverd().restart();
    }
    assertCrossing();
  }

  @Test
  void theResolver() throws Exception {
    // The restart empties the DNS cache of the daemon.
    a.kxoverd().restart();
    world.lab().dns().stop();
    assertStockAnswer();
    assertSaid(a, "failed, DNS failed: _kerberos.www.b.example");
    world.lab().dns().start();
    assertCrossing();
  }
}
