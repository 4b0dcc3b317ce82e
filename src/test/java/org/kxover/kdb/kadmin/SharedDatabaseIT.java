package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** In both realms: two KDCs with one LDAP directory, each KDC with its own kxoverd. */
@Timeout(600)
class SharedDatabaseIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  /** Each leaves a key that nobody confirms, and eight of them would stop the next. */
  private static final int ROUNDS = 6;

  @RegisterExtension final LabExtension world = newWorld();

  private Lab lab;
  private LabRealm a;
  private LabRealm a2;
  private LabRealm b;
  private LabRealm b2;
  private LabUser alice;
  private LabUser bob;

  /** Another test has another lab. */
  LabExtension newWorld() {
    return new LabExtension();
  }

  @BeforeEach
  void twoKdcsOfOneRealm() throws Exception {
    lab = world.lab();
    a = realm(lab, "A.EXAMPLE");
    a2 = lab.secondKdc(a);
    b = realm(lab, "B.EXAMPLE").service("HTTP", "www.b.example");
    b2 = lab.secondKdc(b);
    // Each round makes keys that A confirms and then deletes.
    b.kxoverd().set("new_keys_per_day", "100");
    b2.kxoverd().set("new_keys_per_day", "100");
    attach(List.of(a, a2, b, b2));
    lab.start();
    alice = a.user("alice");
    bob = a.user("bob").asking(a, a2.kdc());
  }

  /** Another test has another library. */
  LabRealm realm(Lab lab, String name) throws Exception {
    return lab.realmInLdap(name);
  }

  /** Another test lets another program change the databases. */
  void attach(List<LabRealm> sites) throws Exception {}

  private static LabCommand.Output ask(LabUser user) throws Exception {
    return user.kvno("-S", "HTTP", "www.b.example");
  }

  private static void assertServed(LabCommand.Output output) {
    assertEquals(0, output.exitCode(), output::text);
  }

  /** Asserts that A has only its newest key, and that B has it under the same kvno. */
  private void assertOneKey() throws Exception {
    List<String> ofA = a.kdc().keyLines(CROSSOVER);
    assertEquals(a.kdc().crossoverKeyTypes().size(), ofA.size(), ofA.toString());
    List<String> ofB = b.kdc().keyLines(CROSSOVER);
    assertTrue(ofB.containsAll(ofA), "A: " + ofA + " B: " + ofB);
    String principals = a.kdc().principals() + b.kdc().principals();
    assertFalse(principals.contains("kxover:"), "a claim was left: " + principals);
  }

  /** Two users without a ticket ask both KDCs at the same time. */
  private void askBoth() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<LabCommand.Output>> outputs = new ArrayList<>();
    for (LabUser user : List.of(alice, bob)) {
      outputs.add(
          pool.submit(
              () -> {
                go.await();
                return ask(user);
              }));
    }
    go.countDown();
    for (Future<LabCommand.Output> output : outputs) {
      assertServed(output.get());
    }
    pool.shutdown();
  }

  @Test
  void theSecondKdcIssuesUnderTheKeyThatTheFirstOneMade() throws Exception {
    assertServed(ask(alice));
    assertServed(ask(bob));
    assertOneKey();
    assertEquals(1, exchanges());
    assertTrue(a2.kxoverd().log().contains(": referral to B.EXAMPLE"), a2.kxoverd().log());
  }

  @Test
  void bothAskedAtOnceHaveOneKeyThatTheOtherRealmReads() throws Exception {
    // First one after the other, because a daemon is slow at its first crossing.
    for (LabUser user : List.of(alice, bob)) {
      assertServed(ask(user));
      user.login();
      a.kdc().kadmin("delprinc -force " + CROSSOVER);
    }
    for (int round = 0; round < ROUNDS; round++) {
      askBoth();
      assertOneKey();
      // New tickets must be issued under the key that is in the database now.
      for (LabUser user : List.of(alice, bob)) {
        user.login();
        assertServed(ask(user));
        user.login();
      }
      a.kdc().kadmin("delprinc -force " + CROSSOVER);
    }
    assertTrue(exchanges() > ROUNDS + 2, "the two never met in " + ROUNDS + " rounds");
    String logs = a.kxoverd().log() + a2.kxoverd().log();
    assertTrue(
        logs.contains("using the key that was written at the same time"),
        "no one was overtaken: " + logs);
  }

  private int exchanges() {
    return (b.kxoverd().log() + b2.kxoverd().log()).split(" asks for krbtgt/", -1).length - 1;
  }
}
