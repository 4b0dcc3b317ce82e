package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabKnot;
import org.kxover.lab.LabMachine;
import org.kxover.lab.LabPage;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.xbill.DNS.Type;

/**
 * {@code kxover setup} on a realm with a real KDC, a running kxoverd and signed zones, till a user
 * of another realm has a ticket. There is no systemd: a program of the test restarts the KDC.
 */
@Timeout(300)
class WholeSetupIT {
  private static final String BOGUS = "www.forged.example";

  @RegisterExtension final LabExtension world = new LabExtension();
  private LabRealm a;
  private LabRealm b;
  private SetupMachine machine;

  @BeforeEach
  void realms() throws Exception {
    a = world.lab().realm("A.EXAMPLE");
    b = world.lab().realm("B.EXAMPLE");
    world.lab().dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    b.kxoverd().set("test_service", "yes").set("guard", "required");
    b.kxoverd().set("guarded_kdcs", "127.0.0.1:" + b.kdc().port());
    b.zone().add("_kerberos.kx TXT \"B.EXAMPLE\"");
    SetupMachine.forgetGuard(b);
    Files.writeString(acl(), "*/admin@B.EXAMPLE *\n");
    machine = new SetupMachine(b, "kx.b.example");
    world.lab().start();
  }

  @AfterEach
  void end() {
    machine.close();
  }

  private Path acl() {
    return b.folder().resolve("kadm5.acl");
  }

  private LabCommand.Output setup(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--kdc", "primary", "--bogus-name", BOGUS));
    words.addAll(List.of("--acl-file", acl().toString()));
    words.addAll(List.of(more));
    return machine.setup(words.toArray(String[]::new));
  }

  private Map<String, String> files() throws IOException {
    return machine.files(acl());
  }

  /** Without the crossover with which kxoverd looks for the guard meanwhile. */
  private List<String> principals() throws IOException {
    return b.kdc().principals().lines().filter(line -> !line.endsWith(".INVALID")).toList();
  }

  @Test
  void fromAKdcWithoutTheGuardToATicketAndBack() throws Exception {
    Map<String, String> before = files();
    List<String> principals = principals();
    LabCommand.Output plan = setup("--dry-run");
    assertEquals(0, plan.exitCode(), plan::text);
    assertTrue(plan.text().contains("will add the test service kxover/kx.b.example@B.EXAMPLE"));
    assertTrue(
        plan.text().contains("module = kxover:" + LabKdc.PLUGIN.resolveSibling("kxover-guard.so")));
    assertTrue(plan.text().contains("host_based_services = *"), plan.text());
    assertEquals(before, files(), "a plan changes nothing");
    assertEquals(principals, principals());
    assertEquals(List.of(), machine.restarted());

    LabCommand.Output done = setup("--yes");
    assertEquals(0, done.exitCode(), done::text);
    assertTrue(done.text().contains("  kvno -S kxover kx.b.example\n"), done.text());
    assertEquals(
        List.of("restart kadmind", "restart krb5kdc", "restart kxoverd"), machine.restarted());
    assertTrue(machine.kdcHas("kxover-guard.so"), "the KDC has loaded the guard");

    // The two lines that it prints.
    LabUser user = a.user("alice");
    LabCommand.Output ticket = user.kvno("-S", "kxover", "kx.b.example");
    assertEquals(0, ticket.exitCode(), ticket::text);
    String attributes = b.kdc().kadmin("getprinc kxover/kx.b.example");
    assertFalse(attributes.contains("DISALLOW"), "no client is refused for its flags");
    assertTrue(attributes.contains("Attributes:"), attributes);
    b.kdc().kadmin("addprinc -randkey host/kx.b.example");
    LabCommand.Output closed = user.kvno("-S", "host", "kx.b.example");
    assertNotEquals(0, closed.exitCode(), "another service of the host is closed");

    Map<String, String> after = files();
    LabCommand.Output again = setup("--yes");
    assertEquals(0, again.exitCode(), again::text);
    assertFalse(again.text().lines().anyMatch(line -> line.startsWith("done: ")), again.text());
    assertEquals(after, files());
    assertEquals(List.of(), machine.restarted(), "nothing is restarted a second time");

    String blocked =
        "All other realms are blocked. Run \"kxover unblock --all --drop\" before this";
    assertFalse(setup("--undo", "--dry-run").text().contains(blocked));
    b.kdc().kadmin("addprinc -nokey krbtgt/B.EXAMPLE@KXOVER-ALL.INVALID");
    String undo = setup("--undo", "--dry-run").text();
    assertTrue(undo.contains(blocked), undo);
    assertTrue(undo.contains("@KXOVER-ALL.INVALID (a block of all realms"), undo);
    b.kdc().kadmin("delprinc -force krbtgt/B.EXAMPLE@KXOVER-ALL.INVALID");

    LabCommand.Output undone = setup("--undo", "--yes", "--no-dns");
    assertEquals(0, undone.exitCode(), undone::text);
    assertEquals(before, files());
    String left = b.kdc().principals();
    for (String made : List.of("kxover/admin@", "kxover/kx.b.example@", "kxover-probe/open@")) {
      assertFalse(left.contains(made), left);
    }
    assertTrue(undone.text().contains("left: krbtgt/B.EXAMPLE@A.EXAMPLE"), undone.text());
    assertFalse(machine.kdcHas("kxover-guard.so"), "the KDC was restarted without the guard");
    List<String> told = machine.restarted();
    assertTrue(told.contains("stop kxoverd"), told.toString());
  }

  @Test
  void anAdministratorsOwnLinesStayAndNothingElseAfterLeaving() throws Exception {
    Files.writeString(
        b.kdc().profile(),
        Files.readString(b.kdc().profile()) + "[kdcdefaults]\n    host_based_services = *\n");
    LabCommand.Output plan = setup("--dry-run");
    assertFalse(
        plan.text().contains("write these lines to " + b.folder() + "/kdc.conf.d/kxover-java"));
    assertTrue(
        plan.text().lines().anyMatch(line -> line.matches("done already: .*java-clients.*")),
        plan.text());
    leave();
  }

  /** Follows doc/RUNBOOKS.md from the set-up on, with a name server that takes DNS UPDATE. */
  private void leave() throws Exception {
    Map<String, String> before = files();
    List<String> principals = principals();
    String names =
        "_kerberos, _kerberos-tls._tcp, _kerberos.kx, _" + b.kxoverd().port() + "._tcp.kx";
    try (LabKnot knot = new LabKnot(b.folder().resolve("knot"), "b.example", names)) {
      knot.start();
      Path keys = Files.createDirectory(b.folder().resolve("dns"));
      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
      Files.copy(knot.keyFile(), keys.resolve("b.example.key"), StandardCopyOption.COPY_ATTRIBUTES);
      LabMachine own =
          new LabMachine(b, a)
              .unit("kadmind", verb -> {})
              .setupOptions(
                  "--wait", "0", "--bogus-name", BOGUS, "--server", "127.0.0.1:" + knot.port());
      LabCommand.Output done = own.run("kxover setup --yes --host kx.a.example");
      assertEquals(0, done.exitCode(), done::text);
      LabUser user = a.user("alice");
      // kxoverd has to see the guard first.
      own.run("until kxover status | grep '^guarded'; do true; done");
      LabCommand.Output ticket = user.kvno("-S", "kxover", "kx.b.example");
      assertEquals(0, ticket.exitCode(), ticket::text);
      assertEquals(4, records(knot).size(), "the records are published");

      own.follow(new LabPage("doc/RUNBOOKS.md").steps("Leaving"));
      assertEquals(before, files());
      assertEquals(principals, principals());
      assertEquals(List.of(), records(knot));
    }
  }

  private List<String> records(LabKnot knot) throws IOException {
    String tlsa = "_" + b.kxoverd().port() + "._tcp.kx.b.example";
    List<String> all = new ArrayList<>(knot.records("_kerberos.b.example", Type.TXT));
    all.addAll(knot.records("_kerberos.kx.b.example", Type.TXT));
    all.addAll(knot.records("_kerberos-tls._tcp.b.example", Type.SRV));
    all.addAll(knot.records(tlsa, Type.TLSA));
    return all;
  }
}
