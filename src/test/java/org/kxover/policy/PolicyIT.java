package org.kxover.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/** Each refusal by policy on real daemons. Without the setting the request succeeds. */
@Timeout(300)
class PolicyIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabKdc stock;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab().clientsDoNotGuessAtPatchedKdcs();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
  }

  /** Alice gets the answer of a KDC without kxoverd, and no key is made. */
  private void assertRefused(LabUser alice, String... linesOfA) throws Exception {
    LabCommand.Output output = alice.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, output.exitCode(), output.text());
    if (stock == null) {
      stock = LabKdc.stock(lab, a);
      stock.start();
    }
    assertEquals(alice.asking(a, stock).kvno("-S", "HTTP", "www.b.example").text(), output.text());
    for (String line : linesOfA) {
      assertTrue(a.kxoverd().log().contains(line), a.kxoverd().log());
    }
    assertFalse(a.crossover(b, a).exists());
    assertFalse(b.crossover(b, a).exists());
  }

  private void assertCrossesOver(LabUser alice) throws Exception {
    LabCommand.Output output = alice.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
    assertTrue(b.crossover(b, a).exists());
  }

  /** Tries a setting of each side that refuses, one after the other, and then neither. */
  @Test
  void eachSideMayRefuse() throws Exception {
    a.kxoverd().set("peer_realms", "deny *.example, allow *");
    b.kxoverd().set("peer_realms", "deny a.example, allow *");
    lab.start();
    LabUser alice = a.user("alice");
    assertRefused(
        alice,
        "denied, refused by policy: B.EXAMPLE is denied by a rule in peer_realms of"
            + " [realm A.EXAMPLE]: deny *.example");
    assertFalse(b.kxoverd().log().contains("asks for"), "A did not ask B");

    a.kxoverd().set("peer_realms", "allow b.example").restart();
    assertRefused(alice, "KDC_ERR_POLICY: refused by policy; its administrators may say more");
    assertTrue(
        b.kxoverd()
            .log()
            .contains(
                "KDC_ERR_POLICY: refused by policy: A.EXAMPLE is denied by a rule in peer_realms of"
                    + " [realm B.EXAMPLE]: deny a.example"),
        b.kxoverd().log());

    b.kxoverd().set("peer_realms", "allow *").set("roles", "client").restart();
    assertRefused(alice);
    assertTrue(b.kxoverd().log().contains("roles of [realm B.EXAMPLE] has no service"));

    b.kxoverd().set("roles", "service").restart();
    assertCrossesOver(alice);
  }

  @Test
  void aRealmAboveOursIsNoPeerUnlessNamed() throws Exception {
    LabRealm below = lab.realm("X.A.EXAMPLE").service("HTTP", "www.x.a.example");
    lab.start();
    LabUser alice = a.user("alice");
    assertNotEquals(0, alice.kvno("-S", "HTTP", "www.x.a.example").exitCode());
    assertTrue(
        below
            .kxoverd()
            .log()
            .contains(
                "A.EXAMPLE is above X.A.EXAMPLE in DNS; no rule in peer_realms of"
                    + " [realm X.A.EXAMPLE] allows it by its name"),
        below.kxoverd().log());
    assertFalse(below.crossover(below, a).exists());

    below.kxoverd().set("peer_realms", "allow a.example, allow *").restart();
    LabCommand.Output output = alice.kvno("-S", "HTTP", "www.x.a.example");
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(below.crossover(below, a).exists());
  }

  @Test
  void anotherRealmsDnsDoesNotSteerUsIntoOurOwnNetwork() throws Exception {
    a.kxoverd().set("allowed_networks", "none");
    lab.start();
    LabUser alice = a.user("alice");
    String address =
        "kx.b.example:" + b.kxoverd().port() + ": 127.0.0.1 is an address of this machine; ";
    assertRefused(
        alice,
        "denied, refused by policy: "
            + address
            + "kxoverd does not connect to it unless allowed_networks of [realm A.EXAMPLE]"
            + " lists it");

    a.kxoverd().set("allowed_networks", "127.0.0.0/8").restart();
    assertCrossesOver(alice);
  }

  @Test
  void aStrangerWithManyNamesDoesNotFillTheDatabase() throws Exception {
    b.kxoverd().measured().set("new_realms_per_domain", "1");
    LabRealm another = lab.realm("X.A.EXAMPLE", a);
    lab.start();
    assertCrossesOver(a.user("alice"));
    LabUser mallory = another.user("mallory");
    assertNotEquals(0, mallory.kvno("-S", "HTTP", "www.b.example").exitCode());
    assertTrue(
        b.kxoverd()
            .log()
            .contains(
                "X.A.EXAMPLE would exceed the limit of new realms in 1d: [realm B.EXAMPLE] has"
                    + " new_realms_per_domain = 1 for a.example"),
        b.kxoverd().log());
    assertFalse(b.crossover(b, another).exists());
    assertCrossesOver(a.user("bob"));

    b.kxoverd().restart();
    awaitReading(1);
    assertNotEquals(0, mallory.kvno("-S", "HTTP", "www.b.example").exitCode());
    assertFalse(b.crossover(b, another).exists(), "a restart does not reset the count");

    b.kxoverd().set("new_realms_per_domain", "2").restart();
    assertEquals(0, mallory.kvno("-S", "HTTP", "www.b.example").exitCode());
    assertTrue(b.crossover(b, another).exists());
  }

  /** Waits until key maintenance of B has read so many keys. */
  private void awaitReading(int keys) throws Exception {
    String sample = "kxover_crossover_keys{realm=\"B.EXAMPLE\",role=\"service\"";
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (b.kxoverd().metrics().entrySet().stream()
        .noneMatch(one -> one.getKey().startsWith(sample) && one.getValue() == keys)) {
      assertTrue(System.nanoTime() < end, "the keys are not read: " + b.kxoverd().metrics());
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void someNamesAreNeverLookedUp() throws Exception {
    a.kxoverd().set("never_look_up", "local www.b.example");
    b.kxoverd().set("never_look_up", "local a.example");
    lab.start();
    LabUser alice = a.user("alice");
    assertRefused(
        alice,
        "denied, refused by policy: _kerberos.www.b.example TXT: refused: never_look_up has"
            + " www.b.example");
    a.kxoverd().set("never_look_up", "local").restart();
    assertRefused(alice, "KDC_ERR_POLICY: refused by policy");
    assertTrue(
        b.kxoverd().log().contains("_kerberos.a.example TXT: refused: never_look_up has a.example"),
        b.kxoverd().log());
    b.kxoverd().set("never_look_up", "none").restart();
    assertCrossesOver(alice);
  }
}
