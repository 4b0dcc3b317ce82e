package org.kxover.referral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
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
import org.kxover.lab.LabMachine;
import org.kxover.lab.LabPage;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabReplica;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/** A primary and a replica, each with a KDC and a kxoverd, and real propagation between the two. */
@Timeout(600)
class ReplicaIT {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabReplica replica;

  @BeforeEach
  void primaryAndReplica() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    replica = lab.replica(a);
    lab.start();
    replica.start();
  }

  private LabUser atReplica(String name) throws Exception {
    return a.user(name).asking(a, replica.site().kdc());
  }

  private static LabCommand.Output ask(LabUser user) throws Exception {
    return user.kvno("-S", "HTTP", "www.b.example");
  }

  private static void assertServed(LabCommand.Output output) {
    assertEquals(0, output.exitCode(), output::text);
  }

  private void assertOneKeyEverywhere() throws Exception {
    List<String> ofA = a.kdc().keyLines(CROSSOVER);
    assertEquals(a.kdc().crossoverKeyTypes().size(), ofA.size(), ofA.toString());
    assertEquals(ofA, replica.site().kdc().keyLines(CROSSOVER));
    List<String> ofB = b.kdc().keyLines(CROSSOVER);
    assertTrue(ofB.containsAll(ofA), "A: " + ofA + " B: " + ofB);
  }

  private int exchanges() {
    return b.kxoverd().log().split(" asks for krbtgt/", -1).length - 1;
  }

  @Test
  void theReplicaAnswersWhenTheKeyHasArrivedAndTakesOver() throws Exception {
    replica.followChanges();
    LabUser alice = atReplica("alice");
    LabUser bob = atReplica("bob");
    assertServed(ask(alice));
    assertOneKeyEverywhere();
    replica.site().kxoverd().awaitLine(0, "waiting for " + CROSSOVER + " kvno 1");
    replica.site().kxoverd().awaitLine(0, CROSSOVER + " kvno 1 has arrived");
    awaitUseNoted();
    // The primary is down, but the replica still has the key.
    replica.kadmind().stop();
    a.kxoverd().stop();
    a.kdc().stop();
    assertServed(ask(bob));
    assertEquals(1, exchanges());
    promote();
    assertServed(ask(bob.login()));
  }

  /** Follows doc/RUNBOOKS.md on the replica. */
  private void promote() throws Exception {
    LabRealm site = replica.site();
    for (String gone : a.kxoverd().records()) {
      if (!site.kxoverd().records().contains(gone)) {
        a.zone().remove(gone);
      }
    }
    lab.dns().reload();
    LabMachine machine =
        new LabMachine(site, b)
            .unit("krb5-kpropd", verb -> replica.stopKpropd())
            .unit("krb5-admin-server", verb -> replica.ownKadmind().start())
            .unit("kadmind", verb -> {})
            .setupOptions("--no-dns", "--wait", "0", "--bogus-name", "www.forged.example");
    machine.follow(new LabPage("doc/RUNBOOKS.md").steps("Promoting a replica"));
    assertEquals(2, exchanges(), "the next key");
    List<String> ofB = b.kdc().keyLines(CROSSOVER);
    assertTrue(ofB.containsAll(site.kdc().keyLines(CROSSOVER)), ofB::toString);
  }

  /** The daemon of the primary renews keys, so it must learn that this key is in use. */
  private void awaitUseNoted() throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!a.kdc().kadmin("getstrs " + CROSSOVER).contains("kxover.used: ")) {
      assertTrue(System.nanoTime() < end, "the use of the key is not noted");
      Thread.onSpinWait();
    }
  }

  @Test
  void bothAskedAtOnceHaveOneKey() throws Exception {
    replica.followChanges();
    LabUser alice = a.user("alice");
    LabUser bob = atReplica("bob");
    ExecutorService pool = Executors.newFixedThreadPool(2);
    Future<LabCommand.Output> atPrimary = pool.submit(() -> ask(alice));
    Future<LabCommand.Output> atReplica = pool.submit(() -> ask(bob));
    assertServed(atPrimary.get());
    assertServed(atReplica.get());
    pool.shutdown();
    assertOneKeyEverywhere();
    assertFalse(a.kdc().principals().contains("kxover:"), a.kdc().principals());
  }

  @Test
  void aKeyThatIsNotPropagatedYetIsNotMadeAgain() throws Exception {
    replica.awaitKprop();
    replica.site().kxoverd().common("kdc", "request_timeout", "10s").restart();
    replica.site().kxoverd().awaitLines("kadmin is ready", 2, LIMIT);
    assertServed(ask(a.user("carol")));
    LabUser alice = atReplica("alice");
    LabCommand.Output output = ask(alice);
    assertNotEquals(0, output.exitCode(), output.text());
    assertTrue(
        replica.site().kxoverd().log().contains("failed, not propagated: " + CROSSOVER + " kvno 1"),
        replica.site().kxoverd().log());
    assertFalse(replica.crossover(b).exists());

    int before = replica.site().kxoverd().log().length();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<LabCommand.Output> again = pool.submit(() -> ask(alice));
    replica.site().kxoverd().awaitLine(before, "waiting for " + CROSSOVER + " kvno 1");
    replica.kprop();
    assertServed(again.get());
    pool.shutdown();
    assertOneKeyEverywhere();
    assertEquals(1, exchanges());
  }
}
