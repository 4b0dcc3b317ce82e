package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabReplica;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/**
 * {@code kxover setup} on the primary of a realm, and then on a replica that gets the database by
 * kpropd. The replica has no settings of kxoverd before, and its KDC is not attached.
 */
@Timeout(600)
class ReplicaSetupIT {
  private static final String BOGUS = "www.forged.example";
  private static final String TEST_SERVICE = "kxover/kx.a.example@A.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();
  private LabRealm a;
  private LabRealm b;
  private LabReplica replica;
  private LabRealm site;
  private SetupMachine primary;
  private SetupMachine machine;

  @BeforeEach
  void primaryAndReplica() throws Exception {
    a = world.lab().realm("A.EXAMPLE").service("host", "www.a.example");
    b = world.lab().realm("B.EXAMPLE").service("HTTP", "www.b.example");
    world.lab().dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    a.zone().add("_kerberos.kx TXT \"A.EXAMPLE\"");
    a.kxoverd().set("test_service", "yes").set("guard", "required");
    a.kxoverd().set("guarded_kdcs", "127.0.0.1:" + a.kdc().port());
    SetupMachine.forgetGuard(a);
    replica = world.lab().replica(a);
    site = replica.site();
    primary = new SetupMachine(a, "kx.a.example");
    machine =
        new SetupMachine(site, "kx2.a.example")
            .on("restart kxoverd", site.kxoverd()::start)
            .on("stop kxoverd", () -> assertEquals(0, site.kxoverd().stop()));
    world.lab().start();
    replica.start();
  }

  @AfterEach
  void end() {
    machine.close();
    primary.close();
  }

  /** What is left in the settings holds for every realm: ports and files of the lab. */
  private void makeAReplicaWithoutKxoverd() throws IOException {
    site.kxoverd().stop();
    List<String> lines =
        Files.readAllLines(machine.settings()).stream()
            .map(line -> line.equals("[realm A.EXAMPLE]") ? "[realm *]" : line)
            .filter(line -> !line.matches("(host|kadmin|replica|guard) = .*"))
            .toList();
    Files.write(machine.settings(), lines);
    Files.writeString(
        machine.settings(),
        Files.readString(machine.settings())
            + "guard = required\nguarded_kdcs = 127.0.0.1:"
            + site.kdc().port()
            + "\n");
    Path profile = site.kdc().profile();
    Files.writeString(profile, Files.readString(profile).replaceAll("(?s)\\[kxover\\].*", ""));
    site.kdc().restart();
  }

  private LabCommand.Output setup(String... more) throws IOException {
    String[] words = new String[more.length + 2];
    words[0] = "--bogus-name";
    words[1] = BOGUS;
    System.arraycopy(more, 0, words, 2, more.length);
    return machine.setup(words);
  }

  private static List<String> principals(LabRealm of) throws IOException {
    return of.kdc().principals().lines().filter(line -> line.contains("@")).sorted().toList();
  }

  private static void awaitInCopy(LabRealm copy, String principal) throws Exception {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!principals(copy).contains(principal)) {
      assertTrue(System.nanoTime() < end, principal + " does not arrive");
      Thread.onSpinWait();
    }
  }

  /** A first crossing may take longer than a KDC with the plugin waits. */
  private static LabCommand.Output ask(LabUser user, String service, String host) throws Exception {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    LabCommand.Output said = user.kvno("-S", service, host);
    while (said.exitCode() != 0 && System.nanoTime() < end) {
      said = user.kvno("-S", service, host);
    }
    return said;
  }

  @Test
  void aReplicaGetsItsPartAndGivesItBack() throws Exception {
    LabCommand.Output first =
        primary.setup("--yes", "--bogus-name", BOGUS, "--acl-file", a.folder() + "/kadm5.acl");
    assertEquals(0, first.exitCode(), first::text);
    // In by the primary's KDC, whose guard enforces. The replica's shall not only observe for that.
    LabCommand.Output early = ask(b.user("carol"), "kxover", "kx.a.example");
    assertEquals(0, early.exitCode(), early::text);
    makeAReplicaWithoutKxoverd();
    site.kdc().kadmin("delprinc -force kxover/admin");
    LabCommand.Output tooEarly = setup("--dry-run");
    assertEquals(1, tooEarly.exitCode(), tooEarly::text);
    assertTrue(
        tooEarly.text().contains("run \"kxover setup\" on the primary first"), tooEarly.text());

    replica.followChanges();
    awaitInCopy(site, TEST_SERVICE);
    awaitInCopy(site, "kxover/admin@A.EXAMPLE");
    awaitInCopy(site, "krbtgt/A.EXAMPLE@B.EXAMPLE");

    Map<String, String> before = machine.files();
    List<String> principals = principals(a);
    LabCommand.Output local = setup("--dry-run", "--database", "local");
    assertEquals(1, local.exitCode(), local::text);
    assertTrue(local.text().contains("leave out --database local"), local.text());
    LabCommand.Output plan = setup("--dry-run");
    assertEquals(0, plan.exitCode(), plan::text);
    assertTrue(plan.text().contains("host kx2.a.example, KDC: replica\n"), plan.text());
    assertTrue(plan.text().contains("will write the key of kxover/admin@A.EXAMPLE"), plan.text());
    assertFalse(plan.text().contains("will add the "), plan.text());
    assertFalse(plan.text().contains("only observes"), plan.text());
    assertEquals(before, machine.files(), "a plan changes nothing");

    LabCommand.Output done = setup("--yes");
    assertEquals(0, done.exitCode(), done::text);
    assertEquals(List.of("restart krb5kdc", "restart kxoverd"), machine.restarted());
    assertTrue(done.text().contains("  kvno -S kxover kx.a.example\n"), done.text());
    assertEquals(principals, principals(a), "nothing is written");
    assertTrue(
        done.text().contains("asks kxoverd, with the plugin"), "kxover check makes this KDC ask");
    assertTrue(machine.kdcHas("kxover.so"), "the KDC has loaded the plugin");
    assertTrue(machine.kdcHas("kxover-guard.so"), "the KDC has loaded the guard");

    // Out by the replica's KDC and kxoverd, which writes with kadmind of the primary.
    LabCommand.Output out = ask(a.user("alice").asking(a, site.kdc()), "HTTP", "www.b.example");
    assertEquals(0, out.exitCode(), out::text);
    assertTrue(a.crossover(b, a).exists());
    assertTrue(site.kxoverd().log().contains("waiting for krbtgt/B.EXAMPLE@A.EXAMPLE"));
    // In by the replica's KDC, where the guard judges.
    LabUser bob = b.user("bob").asking(a, site.kdc());
    LabCommand.Output in = ask(bob, "kxover", "kx.a.example");
    assertEquals(0, in.exitCode(), in::text);
    LabCommand.Output closed = bob.kvno("-S", "host", "www.a.example");
    assertNotEquals(0, closed.exitCode(), "another service is closed");

    Map<String, String> after = machine.files();
    LabCommand.Output again = setup("--yes");
    assertEquals(0, again.exitCode(), again::text);
    assertEquals(after, machine.files());
    assertEquals(List.of(), machine.restarted(), "nothing is restarted a second time");

    principals = principals(a);
    LabCommand.Output undone = setup("--undo", "--yes", "--no-dns");
    assertEquals(0, undone.exitCode(), undone::text);
    assertEquals(before, machine.files());
    assertEquals(principals, principals(a), "the primary keeps what it has");
    assertFalse(Files.exists(machine.settings().resolveSibling("kadmin.keytab")), undone.text());
    assertFalse(machine.kdcHas("kxover-guard.so"), "the KDC was restarted without the guard");
    assertTrue(undone.text().contains("left: the crossovers in the database"), undone.text());
    LabCommand.Output twice = machine.setupAnyHost("--undo", "--yes", "--no-dns");
    assertEquals(0, twice.exitCode(), twice::text);
    assertTrue(twice.text().contains("made nothing for A.EXAMPLE"), twice.text());
  }
}
