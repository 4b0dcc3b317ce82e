package org.kxover.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

/** {@code kxover block} and {@code unblock} with real KDCs, databases and daemons. */
@Timeout(300)
class BlockIT {
  private static final String A_TO_B = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String B_TO_A = "krbtgt/A.EXAMPLE@B.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "in.b.example");
    lab.start();
  }

  @Test
  void theServicesRealmRefusesTicketsThatAreOut() throws Exception {
    LabUser alice = a.user("alice");
    Blocking.assertServed(alice, "www.b.example");
    LabCommand.Output held = alice.kvno(A_TO_B);
    assertEquals(0, held.exitCode(), held::text);
    assertTrue(alice.tickets().contains(A_TO_B), alice.tickets().toString());
    List<String> keys = b.kdc().keyLines(A_TO_B);

    // With the ticket that is out, the client asks B's KDC only.
    a.kdc().stop();
    Blocking.block(b, "A.EXAMPLE", alice, "HTTP/in.b.example@B.EXAMPLE");
    a.kdc().start();
    String status = b.kxoverd().kxover("status").run();
    assertTrue(status.matches("(?s).*\nin +A\\.EXAMPLE +1 +blocked .*"), status);
    assertTrue(status.matches("(?s).*\nout +A\\.EXAMPLE +0 +blocked\\b.*"), status);

    b.kxoverd().restart();
    b.kdc().restart();
    Blocking.assertRefused(alice, "HTTP/in.b.example@B.EXAMPLE");
    // Their KDC needs a new key, and gets none.
    a.kdc().kadmin("delprinc -force " + A_TO_B);
    a.kdc().restart();
    LabUser ann = a.user("ann");
    Blocking.assertRefused(ann, "www.b.example");
    // It answers before it logs.
    b.kxoverd().awaitLine(0, "blocked: A.EXAMPLE is blocked by " + A_TO_B);
    assertFalse(a.kxoverd().log().contains("is blocked"), "the peer is not told");
    assertTrue(a.kxoverd().log().contains("refused by policy"), a.kxoverd().log());
    // In the other direction there was no key.
    LabUser bob = b.user("bob");
    Blocking.assertRefused(bob, "www.a.example");
    assertTrue(b.kxoverd().log().contains("blocked: A.EXAMPLE is blocked by " + B_TO_A));
    LabCommand.Output drop = b.kxoverd().kxover("drop", "A.EXAMPLE", "--yes").runToAnyEnd();
    assertNotEquals(0, drop.exitCode(), drop::text);
    assertEquals(keys, b.kdc().keyLines(A_TO_B));

    String ended = Blocking.done(b, "unblock", "A.EXAMPLE");
    assertTrue(ended.contains(A_TO_B + " is open"), ended);
    assertEquals(keys, b.kdc().keyLines(A_TO_B));
    assertFalse(b.crossover(a, b).exists(), "the one that was made for the block is gone");
    assertTrue(Blocking.isServedAside(alice, "HTTP/in.b.example@B.EXAMPLE"));
    Blocking.assertServed(bob, "www.a.example");
    Blocking.assertServed(ann, "www.b.example");
  }

  @Test
  void theUsersRealmIssuesNoneWithoutItsDaemonAtBothKdcs() throws Exception {
    LabKdc second = LabKdc.unguarded(lab, a);
    second.start();
    LabUser alice = a.user("alice");
    Blocking.assertServed(alice, "www.b.example");
    LabUser ann = a.user("ann");
    LabUser atSecond = ann.asking(a, second);
    LabCommand.Output direct = atSecond.kvnoAside(A_TO_B);
    assertEquals(0, direct.exitCode(), direct::text);

    a.kxoverd().stop();
    Blocking.block(a, "b.example", ann, "www.b.example");
    assertNotEquals(0, atSecond.kvnoAside(A_TO_B).exitCode());
    a.kdc().restart();
    a.kxoverd().start();
    Blocking.assertRefused(ann, "www.b.example");

    Blocking.done(a, "unblock", "b.example");
    Blocking.assertServed(ann, "www.b.example");
  }

  @Test
  void aTrustMadeByHandIsNotTouched() throws Exception {
    a.kdc().kadmin("addprinc -pw secret " + A_TO_B);
    b.kdc().kadmin("addprinc -pw secret " + A_TO_B);
    String before = a.crossover(b, a).text();
    LabCommand.Output output = Blocking.kxover(a, "block", "B.EXAMPLE");
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(output.text().contains(A_TO_B + " was made by hand"), output.text());
    assertTrue(output.text().contains(B_TO_A + " is blocked"), output.text());
    String all = Blocking.done(a, "block", "--all");
    assertTrue(all.contains(A_TO_B + " was made by hand, and is as before"), all);
    assertEquals(before, a.crossover(b, a).text());
    Blocking.assertServed(a.user("alice"), "www.b.example");
    Blocking.done(a, "unblock", "--all");
    Blocking.done(a, "unblock", "B.EXAMPLE");
    assertEquals(before, a.crossover(b, a).text());
    assertFalse(a.crossover(a, b).exists());
    for (String own : List.of("A.EXAMPLE", "a.example", "KXOVER-PROBE.INVALID")) {
      assertEquals(1, Blocking.kxover(a, "block", own).exitCode(), own);
    }
    assertEquals(2, Blocking.kxover(a, "block").exitCode());
    assertEquals(2, Blocking.kxover(a, "block", "B.EXAMPLE", "--all").exitCode());
  }
}
