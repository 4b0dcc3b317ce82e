package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabGssServer;
import org.kxover.lab.LabPrincipal;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Two realms without a shared key, with real KDCs, daemons and signed zones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CrossingIT {
  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm a;
  private LabRealm b;

  @BeforeAll
  void twoRealms() throws Exception {
    Lab lab = world.lab().daemonsAsProcesses();
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.start();
  }

  private static void assertSuccess(LabCommand.Output output) {
    assertEquals(0, output.exitCode(), output::text);
  }

  private static int count(String text, String words) {
    return text.split(java.util.regex.Pattern.quote(words), -1).length - 1;
  }

  @Test
  void theFirstRequestSucceedsAndOtherUsersAndRestartsNeedNoSecondExchange() throws Exception {
    assertFalse(a.crossover(b, a).exists());
    assertFalse(b.crossover(b, a).exists());
    LabUser alice = a.user("alice");

    assertSuccess(alice.kvno("-S", "HTTP", "www.b.example"));

    LabPrincipal inA = a.crossover(b, a);
    LabPrincipal inB = b.crossover(b, a);
    assertTrue(inA.exists(), inA.text());
    assertEquals(inA.keys(), inB.keys());
    assertEquals(
        a.kdc().crossoverKeyTypes().stream().map(type -> "vno 1, " + type).toList(), inA.keys());
    assertFalse(a.crossover(a, b).exists(), "a key is one-way");
    assertFalse(b.crossover(a, b).exists(), "a key is one-way");
    assertTrue(
        a.kxoverd()
            .log()
            .contains(
                "KDC of A.EXAMPLE asked for "
                    + a.kdc().question("HTTP", "www.b.example")
                    + ": referral"),
        a.kxoverd().log());
    for (LabRealm realm : List.of(a, b)) {
      String log = realm.kxoverd().log();
      String wrote = "wrote krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1,";
      assertTrue(
          log.lines().anyMatch(l -> l.contains(wrote) && l.endsWith("over X25519MLKEM768")), log);
      assertTrue(
          log.contains("3 1 1"), "the log names the record that authenticated the peer: " + log);
    }

    a.kxoverd().restart();
    assertSuccess(a.user("bob").kvno("-S", "HTTP", "www.b.example"));
    assertSuccess(alice.kvno("krbtgt/B.EXAMPLE@A.EXAMPLE"));
    assertTrue(alice.tickets().contains("krbtgt/B.EXAMPLE@A.EXAMPLE"), alice.klist());
    assertEquals(inA.keys(), a.crossover(b, a).keys());
    assertEquals(1, count(a.kxoverd().log(), "wrote krbtgt/"), a.kxoverd().log());
    assertEquals(1, count(b.kxoverd().log(), "wrote krbtgt/"), b.kxoverd().log());
  }

  @Test
  void clientAndServiceOfTwoRealmsTalk() throws Exception {
    LabGssServer server = b.gssServer("HTTP@www.b.example");
    String said = server.greet(a.user("alice"), "hello across");
    assertTrue(said.contains("Signature verified."), said);
    server.awaitLine("Accepted connection: \"alice@A.EXAMPLE\"");
    server.awaitLine("hello across");
  }

  @Test
  void theOtherDirectionIsAKeyOfItsOwn() throws Exception {
    assertSuccess(a.user("alice").kvno("-S", "HTTP", "www.b.example"));
    LabPrincipal forward = a.crossover(b, a);
    assertSuccess(b.user("bob").kvno("-S", "HTTP", "www.a.example"));
    assertEquals(a.crossover(a, b).keys(), b.crossover(a, b).keys());
    assertTrue(b.crossover(a, b).exists());
    // Some seconds after its first use kxoverd notes the use, which changes the principal.
    assertEquals(forward.keys(), a.crossover(b, a).keys(), "the first key is unchanged");
    assertFalse(
        a.kdc().key("krbtgt/A.EXAMPLE@B.EXAMPLE").equals(a.kdc().key("krbtgt/B.EXAMPLE@A.EXAMPLE")),
        "two keys, not one");
    assertEquals(
        a.kdc().key("krbtgt/B.EXAMPLE@A.EXAMPLE"), b.kdc().key("krbtgt/B.EXAMPLE@A.EXAMPLE"));
  }

  @Test
  void tenUsersAtOnceCauseOneExchange() throws Exception {
    a.kdc().workers(4);
    List<LabUser> users = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      users.add(a.user("user" + i));
    }
    ExecutorService pool = Executors.newFixedThreadPool(users.size());
    List<Future<LabCommand.Output>> outputs = new ArrayList<>();
    for (LabUser user : users) {
      outputs.add(pool.submit(() -> user.kvno("-S", "HTTP", "www.b.example")));
    }
    for (Future<LabCommand.Output> output : outputs) {
      assertSuccess(output.get());
    }
    pool.shutdown();
    assertEquals(1, count(b.kxoverd().log(), "asks for krbtgt/"), b.kxoverd().log());
    assertEquals(
        a.kdc().crossoverKeyTypes().size(), a.crossover(b, a).keys().size(), "one kvno, no more");
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
  }
}
