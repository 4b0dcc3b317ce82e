package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
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
import org.kxover.lab.LabMachine;
import org.kxover.lab.LabPage;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Two databases that disagree, because one was restored from a backup or a principal was deleted by
 * hand. The users' realm makes a new key as soon as it has none. While it has a key that the
 * services' realm has lost, its users are refused there, until it deletes its key
 * (doc/REFERENCE.md).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RepairIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm a;
  private LabRealm b;
  private Path beforeCrossing;
  private LabUser alice;
  private final LabPage page = new LabPage("doc/RUNBOOKS.md");

  RepairIT() throws IOException {}

  @BeforeAll
  void twoRealms() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "other.b.example");
    lab.start();
  }

  /** Alice has a ticket under kvno 1. */
  @BeforeEach
  void aCrossing() throws Exception {
    alice = a.user("alice");
    beforeCrossing = a.kdc().dump();
    assertServedWith(1, alice);
  }

  /** The user gets a new ticket, and both databases have the key under it. */
  private void assertServedWith(int kvno, LabUser user) throws Exception {
    LabCommand.Output output = user.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
    String crossover = user.kvno(CROSSOVER).text();
    assertTrue(crossover.contains("kvno = " + kvno + "\n"), crossover);
    List<String> ofA = a.kdc().key(CROSSOVER);
    List<String> ofB = b.kdc().key(CROSSOVER);
    assertEquals(
        a.kdc().crossoverKeyTypes().stream().map(type -> "vno " + kvno + ", " + type).toList(),
        a.crossover(b, a).keys());
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys().subList(0, ofA.size()));
    assertEquals(ofA, ofB.subList(0, ofA.size()));
  }

  /** Asks for another service, with the crossover ticket that the user already has. */
  private static LabCommand.Output askWithOldTicket(LabUser user) throws Exception {
    return user.kvno("HTTP/other.b.example@B.EXAMPLE");
  }

  private static void assertServedWithOldTicket(LabUser user) throws Exception {
    LabCommand.Output output = askWithOldTicket(user);
    assertEquals(0, output.exitCode(), output::text);
  }

  /** A's KDC refers to B, and B cannot decrypt A's ticket. Neither daemon notices this. */
  private void assertRefusedByB(LabUser user) throws Exception {
    int exchanges = exchanges();
    LabCommand.Output output = user.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, output.exitCode(), output.text());
    assertEquals(exchanges, exchanges(), "A has a key, and does not know that B has none");
  }

  private int exchanges() {
    return b.kxoverd().log().split(" asks for krbtgt/", -1).length - 1;
  }

  private LabUser renew() throws Exception {
    a.kdc().expireKeySoon(CROSSOVER, 1);
    LabUser user = a.user("renewing");
    assertServedWith(2, user);
    return user;
  }

  /** The administrator follows doc/RUNBOOKS.md. */
  private void restore(LabRealm of, LabRealm other, Path dump) throws Exception {
    new LabMachine(of, other)
        .name("/root/yesterday.dump", dump.toString())
        .follow(page.steps("The database is from yesterday"));
  }

  /** As {@link #restore}, in the realm of the users. */
  private void dropWhatTheOtherRealmLost() throws Exception {
    new LabMachine(a, b).follow(page.steps("Another realm has a database from yesterday"));
  }

  @Test
  void theUsersSideIsRestoredFromBeforeTheCrossing() throws Exception {
    restore(a, b, beforeCrossing);
    assertFalse(a.crossover(b, a).exists());
    assertServedWith(2, a.user("bob"));
    assertServedWithOldTicket(alice);
  }

  @Test
  void theUsersSideIsRestoredFromBeforeARenewal() throws Exception {
    Path beforeRenewal = a.kdc().dump();
    LabUser renewed = renew();
    a.kdc().load(beforeRenewal);
    LabUser bob = a.user("bob");
    LabCommand.Output output = bob.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
    assertEquals(2, exchanges(), "the key that B kept still works");
    a.kdc().expireKeySoon(CROSSOVER, 1);
    assertServedWith(3, a.user("carol"));
    assertServedWithOldTicket(alice);
    assertServedWithOldTicket(bob);
    assertServedWithOldTicket(renewed);
  }

  @Test
  void theUsersSideIsDeletedByHand() throws Exception {
    a.kdc().kadmin("delprinc -force " + CROSSOVER);
    assertServedWith(2, a.user("bob"));
    assertServedWithOldTicket(alice);
  }

  @Test
  void theServicesSideIsDeletedByHandAndThenTheUsersSide() throws Exception {
    b.kdc().kadmin("delprinc -force " + CROSSOVER);
    assertRefusedByB(a.user("bob"));
    a.kdc().kadmin("delprinc -force " + CROSSOVER);
    assertServedWith(1, a.user("carol"));
    assertNotEquals(0, askWithOldTicket(alice).exitCode(), "a different key with the same kvno");
  }

  @Test
  void theServicesSideIsRestoredFromBeforeARenewal() throws Exception {
    Path beforeRenewal = b.kdc().dump();
    LabUser renewed = renew();
    restore(b, a, beforeRenewal);
    assertServedWithOldTicket(alice);
    assertRefusedByB(a.user("bob"));
    dropWhatTheOtherRealmLost();
    assertServedWith(2, a.user("carol"));
    assertServedWithOldTicket(alice);
    assertNotEquals(0, askWithOldTicket(renewed).exitCode(), "a different key with the same kvno");
  }

  /** The next renewal comes before an administrator deletes A's key. */
  @Test
  void theServicesSideIsRestoredAndTheNextRenewalHealsIt() throws Exception {
    Path beforeRenewal = b.kdc().dump();
    renew();
    b.kdc().load(beforeRenewal);
    a.kdc().expireKeySoon(CROSSOVER, 2);
    assertServedWith(2, a.user("carol"));
    assertServedWithOldTicket(alice);
  }
}
