package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** {@code kxover setup} on two KDCs of a realm that have one LDAP directory and one kadmind. */
@Timeout(600)
class DirectorySetupIT {
  private static final String BOGUS = "www.forged.example";
  private static final List<String> OF_THE_REALM =
      List.of("kxover/admin@", "kxover-probe/open@", "kxover-probe/closed@");

  @RegisterExtension final LabExtension world = new LabExtension();
  private LabRealm a;
  private LabRealm a2;
  private LabKadmind kadmind;
  private SetupMachine first;
  private SetupMachine second;

  @BeforeEach
  void twoKdcs() throws Exception {
    a = world.lab().realmInLdap("A.EXAMPLE");
    a2 = world.lab().secondKdc(a);
    world.lab().realm("B.EXAMPLE").service("HTTP", "www.b.example");
    world.lab().dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    kadmind = new LabKadmind(world.lab(), a);
    a.kdc().kadmin("delprinc -force kxover/admin");
    Files.delete(kadmind.keytab());
    Files.writeString(acl(a), "*/admin@A.EXAMPLE *\n");
    Files.writeString(
        a2.kdc().config(),
        "[realms]\n    A.EXAMPLE = {\n        admin_server = 192.0.2.1\n    }\n",
        StandardOpenOption.APPEND);
    for (LabRealm kdc : List.of(a, a2)) {
      SetupMachine.forgetGuard(kdc);
      kdc.kxoverd().set("test_service", "yes").set("guard", "required");
      kdc.kxoverd().set("guarded_kdcs", "127.0.0.1:" + kdc.kdc().port());
      kdc.kxoverd().set("krb5_config", a.folder().resolve("kadmin-client.conf").toString());
      Path keytab = kdc.folder().resolve("kadmin.keytab");
      kdc.kxoverd().set("kadmin", "kadmin -k -t " + keytab + " -p kxover/admin -r A.EXAMPLE");
    }
    a.zone().add("_kerberos.kx TXT \"A.EXAMPLE\"").add("_kerberos.kx2 TXT \"A.EXAMPLE\"");
    first = machine(a, "kx.a.example");
    second = machine(a2, "kx2.a.example");
    world.lab().start();
    kadmind.start();
  }

  private SetupMachine machine(LabRealm kdc, String host) throws IOException {
    return new SetupMachine(kdc, host)
        .on("restart kadmind", this::restartKadmind)
        .on("restart kxoverd", kdc.kxoverd()::restart);
  }

  private void restartKadmind() throws IOException {
    kadmind.stop();
    kadmind.start();
  }

  @AfterEach
  void end() {
    second.close();
    first.close();
  }

  private static Path acl(LabRealm kdc) {
    return kdc.folder().resolve("kadm5.acl");
  }

  private LabCommand.Output setup(SetupMachine machine, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--bogus-name", BOGUS));
    words.addAll(List.of("--acl-file", (machine == first ? acl(a) : acl(a2)).toString()));
    words.addAll(List.of(more));
    return machine.setup(words.toArray(String[]::new));
  }

  private void assertHas(boolean wanted, List<String> principals) throws IOException {
    String all = a.kdc().principals();
    principals.forEach(name -> assertEquals(wanted, all.contains(name), name + " in " + all));
  }

  private static void assertServed(LabUser user) throws Exception {
    LabCommand.Output output = user.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
  }

  @Test
  void theSecondKdcUsesWhatTheFirstMade() throws Exception {
    LabCommand.Output done = setup(first, "--yes");
    assertEquals(0, done.exitCode(), done::text);
    assertTrue(done.text().contains("host kx.a.example, KDC: shared\n"), done.text());
    assertTrue(first.restarted().contains("restart kadmind"), done.text());
    assertHas(true, OF_THE_REALM);
    List<String> made = a.kdc().keyLines("kxover/admin@A.EXAMPLE");

    Map<String, String> before = second.files();
    LabCommand.Output plan = setup(second, "--dry-run");
    assertEquals(0, plan.exitCode(), plan::text);
    assertTrue(plan.text().contains("kadmind is on 192.0.2.1, where kxoverd's rights belong."));
    assertTrue(
        plan.text().lines().anyMatch(line -> line.matches("done already: .*principal, probe.*")),
        plan.text());
    assertTrue(plan.text().contains("test service kxover/kx2.a.example@A.EXAMPLE"), plan.text());
    assertFalse(plan.text().contains("kadm5.acl"), plan.text());

    done = setup(second, "--yes");
    assertEquals(0, done.exitCode(), done::text);
    assertEquals(List.of("restart krb5kdc", "restart kxoverd"), second.restarted());
    assertTrue(second.kdcHas("kxover-guard.so"), "the KDC has loaded the guard");
    assertEquals(made, a.kdc().keyLines("kxover/admin@A.EXAMPLE"), "no new key");
    assertHas(true, List.of("kxover/kx.a.example@", "kxover/kx2.a.example@"));
    assertServed(a.user("alice"));
    assertServed(a.user("bob").asking(a, a2.kdc()));

    for (SetupMachine machine : List.of(first, second)) {
      machine.restarted();
      LabCommand.Output again = setup(machine, "--yes");
      assertEquals(0, again.exitCode(), again::text);
      assertEquals(List.of(), machine.restarted(), again::text);
    }

    LabCommand.Output undone = setup(second, "--undo", "--yes", "--no-dns");
    assertEquals(0, undone.exitCode(), undone::text);
    assertEquals(before, second.files());
    assertHas(false, List.of("kxover/kx2.a.example@"));
    assertHas(true, OF_THE_REALM);
    assertFalse(second.kdcHas("kxover-guard.so"), "the KDC was restarted without the guard");
    // The first KDC goes on.
    LabCommand.Output again = setup(first, "--yes");
    assertEquals(0, again.exitCode(), again::text);

    undone = setup(first, "--undo", "--yes", "--no-dns", "--kdc", "primary");
    assertEquals(0, undone.exitCode(), undone::text);
    assertHas(false, OF_THE_REALM);
    assertHas(false, List.of("kxover/kx.a.example@"));
    assertEquals("*/admin@A.EXAMPLE *\n", Files.readString(acl(a)));
  }

  /** Who takes the first KDC's part back leaves the second one what it needs. */
  @Test
  void theFirstKdcLeavesWhatTheOthersNeed() throws Exception {
    LabCommand.Output done = setup(first, "--yes");
    assertEquals(0, done.exitCode(), done::text);
    LabCommand.Output undone = setup(first, "--undo", "--yes", "--no-dns");
    assertEquals(0, undone.exitCode(), undone::text);
    assertTrue(undone.text().contains("left: kxover/admin and the services of the probe"));
    assertHas(true, OF_THE_REALM);
    assertHas(false, List.of("kxover/kx.a.example@"));

    // There was no other KDC.
    undone = setup(first, "--undo", "--yes", "--no-dns", "--kdc", "primary");
    assertEquals(0, undone.exitCode(), undone::text);
    assertHas(false, OF_THE_REALM);
  }
}
