package org.kxover.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabReplica;
import org.kxover.lab.LabUser;

/** {@code kxover block --all} with real KDCs, a replica, and an LDAP directory. */
@Timeout(600)
class BlockAllIT {
  private static final String A_TO_B = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String ALL = "krbtgt/B.EXAMPLE@KXOVER-ALL.INVALID";

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  private void realms(LabRealm of) throws Exception {
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = of.service("HTTP", "www.b.example").service("HTTP", "in.b.example");
  }

  @Test
  void allRealmsAreStoppedWithoutTheDaemon() throws Exception {
    lab = world.lab();
    realms(lab.realm("B.EXAMPLE"));
    LabRealm c = lab.realm("C.EXAMPLE");
    b.kdc().guard("guard = observe");
    lab.start();
    LabKdc second = LabKdc.unguarded(lab, b);
    second.start();
    LabUser alice = a.user("alice");
    Blocking.assertServed(alice, "www.b.example");

    b.kxoverd().stop();
    Blocking.block(b, "--all", alice, "in.b.example");
    LabUser atSecond = alice.asking(b, second);
    assertNotEquals(0, atSecond.kvnoAside("-S", "HTTP", "in.b.example").exitCode());

    b.kxoverd().start();
    b.kdc().restart();
    LabUser cyril = c.user("cyril");
    Blocking.assertRefused(cyril, "www.b.example");
    Blocking.assertRefused(b.user("bob"), "www.a.example");
    String log = b.kxoverd().log();
    assertTrue(log.contains("blocked: all realms are blocked by " + ALL), log);
    String status = b.kxoverd().kxover("status").run();
    assertTrue(status.contains("All other realms are blocked"), status);

    // The guard alone refuses, too, and so it does at the moment before each crossover is closed.
    b.kdc().kadmin("modprinc +allow_tix " + A_TO_B);
    b.kdc().kadmin("delstr " + A_TO_B + " kxover.blocked");
    Blocking.assertRefused(alice, "in.b.example");
    assertTrue(b.kdc().log().contains("an administrator blocked the other realm, or all"));

    Blocking.done(b, "block", "C.EXAMPLE");
    Blocking.done(b, "unblock", "--all");
    assertFalse(b.kdc().principals().contains(ALL));
    Blocking.assertServed(alice, "in.b.example");
    Blocking.assertRefused(cyril, "www.b.example");
    Blocking.done(b, "unblock", "C.EXAMPLE");
    Blocking.assertServed(cyril, "www.b.example");
  }

  @Test
  void aReplicaHasTheBlockWithItsCopy() throws Exception {
    lab = world.lab();
    realms(lab.realm("B.EXAMPLE"));
    LabReplica replica = lab.replica(b);
    lab.start();
    replica.start();
    replica.followChanges();
    LabUser alice = a.user("alice");
    Blocking.assertServed(alice, "www.b.example");
    LabUser there = alice.asking(b, replica.site().kdc());
    replica
        .site()
        .kxoverd()
        .await("has the key", () -> Blocking.isServedAside(there, "in.b.example"));

    Blocking.done(b, "block", "A.EXAMPLE");
    long begin = System.nanoTime();
    replica
        .site()
        .kxoverd()
        .await("has the block", () -> !Blocking.isServedAside(there, "in.b.example"));
    System.out.printf("at the replica after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    LabCommand.Output refused =
        replica.site().kxoverd().kxover("unblock", "A.EXAMPLE").runToAnyEnd();
    assertEquals(1, refused.exitCode(), refused::text);
    assertTrue(refused.text().contains("run this on the primary"), refused.text());
    Blocking.done(b, "unblock", "A.EXAMPLE");
    replica
        .site()
        .kxoverd()
        .await("is open again", () -> Blocking.isServedAside(there, "in.b.example"));
  }

  @Test
  void bothKdcsOfADirectoryHaveTheBlock() throws Exception {
    lab = world.lab();
    realms(lab.realmInLdap("B.EXAMPLE"));
    lab.start();
    LabKdc second = LabKdc.unguarded(lab, b);
    second.start();
    LabUser alice = a.user("alice");
    Blocking.assertServed(alice, "www.b.example");
    LabUser atSecond = alice.asking(b, second);
    assertTrue(Blocking.isServedAside(atSecond, "in.b.example"));
    Blocking.block(b, "A.EXAMPLE", atSecond, "in.b.example");
    Blocking.assertRefused(alice, "in.b.example");
    Blocking.done(b, "unblock", "A.EXAMPLE");
    assertTrue(Blocking.isServedAside(atSecond, "in.b.example"));
    Blocking.block(b, "--all", atSecond, "in.b.example");
    Blocking.done(b, "unblock", "--all");
    Blocking.assertServed(alice, "in.b.example");
  }
}
