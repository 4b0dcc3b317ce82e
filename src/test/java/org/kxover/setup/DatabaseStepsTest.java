package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.Realm;

/** The steps that change the database, and what they say when it cannot be used. */
class DatabaseStepsTest {
  private static final Realm A = new Realm("A.EXAMPLE");

  @TempDir Path temporary;
  private FakeMachine machine;

  @BeforeEach
  void machine() throws IOException {
    machine = new FakeMachine(temporary);
  }

  private TestServiceStep testService() {
    return new TestServiceStep(A, "kx.a.example", machine.kadmin());
  }

  @Test
  void makesAndOpensTheTestServiceOnce() throws Exception {
    assertTrue(testService().plan().orElseThrow().contains("kxover/kx.a.example@A.EXAMPLE"));
    testService().carryOut();
    assertEquals(Optional.empty(), testService().plan());
    assertEquals(
        Optional.of("allow *"),
        machine.kadmin().attribute("kxover/kx.a.example@A.EXAMPLE", "kxover.open"));
    testService().takeBack();
    assertEquals(Optional.empty(), testService().takeBackPlan());
    assertTrue(testService().plan().isPresent());
  }

  /** Somebody closed it, or a crash came between the two requests. */
  @Test
  void opensATestServiceThatIsClosed() throws Exception {
    machine.kadmin().add("kxover/kx.a.example@A.EXAMPLE", "-randkey");
    assertEquals(
        Optional.of("open kxover/kx.a.example@A.EXAMPLE to all realms"), testService().plan());
    testService().carryOut();
    assertEquals(Optional.empty(), testService().plan());
  }

  @Test
  void makesThePrincipalAndTheServicesOfTheProbe() throws Exception {
    List<ReversibleStep> steps =
        List.of(
            new AdministratorStep(A, machine.kadmin()), new ProbeServicesStep(A, machine.kadmin()));
    for (ReversibleStep step : steps) {
      assertTrue(step.plan().isPresent());
      step.carryOut();
      assertEquals(Optional.empty(), step.plan());
      step.takeBack();
      assertEquals(Optional.empty(), step.takeBackPlan());
    }
  }

  @Test
  void takesTheCrossoverOfTheProbeBackThatKxoverdMade() throws Exception {
    ProbeServicesStep probe = new ProbeServicesStep(A, machine.kadmin());
    probe.carryOut();
    String crossover = "krbtgt/A.EXAMPLE@KXOVER-PROBE.INVALID";
    machine.kadmin().add(crossover, "-randkey");
    assertTrue(machine.kadmin().exists(crossover));
    probe.takeBack();
    assertFalse(machine.kadmin().exists(crossover));
  }

  @Test
  void aFailureOfKadminComesWithWhatToDo() throws Exception {
    machine.fillDisk();
    IOException failed = assertThrows(IOException.class, () -> testService().carryOut());
    assertEquals(
        "kadmin.local did not add kxover/kx.a.example@A.EXAMPLE: add_principal: No space left on"
            + " device; free space on the file system of the database first",
        failed.getMessage());

    LocalKadmin elsewhere = machine.kadmin().of("C.EXAMPLE");
    failed = assertThrows(IOException.class, () -> elsewhere.exists("kxover/admin@C.EXAMPLE"));
    assertTrue(
        failed.getMessage().endsWith("that database_name in kdc.conf is right"),
        failed.getMessage());

    LocalKadmin missing = new LocalKadmin(List.of("/nonexistent/kadmin.local"));
    failed = assertThrows(IOException.class, () -> missing.exists("kxover/admin@C.EXAMPLE"));
    assertTrue(failed.getMessage().contains("see that it is installed"), failed.getMessage());
  }

  @Test
  void anAttributeThatCannotBeReadIsNotAbsent() throws Exception {
    String principal = "kxover/kx.a.example@A.EXAMPLE";
    assertEquals(Optional.empty(), machine.kadmin().attribute(principal, "kxover.open"));
    machine.kadmin().add(principal, "-randkey");
    assertEquals(Optional.empty(), machine.kadmin().attribute(principal, "kxover.open"));
    machine.crossover(principal, "other");
    assertEquals(Optional.empty(), machine.kadmin().attribute(principal, "kxover.open"));
    machine.crossover(principal, "kxover.open");
    assertEquals(Optional.of("1"), machine.kadmin().attribute(principal, "kxover.open"));

    machine.refuseAttributes();
    IOException failed = assertThrows(IOException.class, () -> testService().plan());
    assertEquals(
        "cannot read the string attributes of "
            + principal
            + ": get_strings: Insufficient access to lock database while getting attributes for"
            + " principal \""
            + principal
            + "\"; run \""
            + machine.folder().resolve("kadmin.local")
            + " -r A.EXAMPLE\" yourself, and mend what it says",
        failed.getMessage());
    LocalKadmin elsewhere = machine.kadmin().of("C.EXAMPLE");
    failed = assertThrows(IOException.class, () -> elsewhere.attribute(principal, "kxover.open"));
    assertTrue(
        failed.getMessage().endsWith("that database_name in kdc.conf is right"),
        failed.getMessage());
    LocalKadmin silent = new LocalKadmin(List.of("true"));
    assertThrows(IOException.class, () -> silent.attribute(principal, "kxover.open"));
  }

  @Test
  void aListOfTestServicesThatFailsIsNotEmpty() throws Exception {
    assertThrows(IOException.class, () -> TestServiceStep.hosts(A, machine.kadmin()));
    new AdministratorStep(A, machine.kadmin()).carryOut();
    assertEquals(List.of(), TestServiceStep.hosts(A, machine.kadmin()));
    testService().carryOut();
    assertEquals(List.of("kx.a.example"), TestServiceStep.hosts(A, machine.kadmin()));
    machine.refuseLists();
    assertThrows(IOException.class, () -> TestServiceStep.hosts(A, machine.kadmin()));
  }

  @Test
  void findsTheRealmsOfThisKdc() throws Exception {
    LocalRealms realms = new LocalRealms(machine.profile(), machine.kadmin());
    assertEquals(List.of(A), realms.find(), "not that of which krb5.conf knows a KDC only");
    realms.require(A);
    IOException unknown =
        assertThrows(IOException.class, () -> realms.require(new Realm("a.example")));
    assertEquals(
        "this KDC has no realm a.example; it has A.EXAMPLE, and upper and lower case count",
        unknown.getMessage());
  }

  private AdminServer kadmind() throws IOException {
    return new AdminServer(machine.profile(), A, "kx.a.example"::equals);
  }

  private KdcKind kind() throws IOException {
    return KdcKind.of(machine.profile(), A, kadmind());
  }

  private void setInRealm(String lines) throws IOException {
    Files.writeString(
        machine.kdcConf(),
        Files.readString(machine.kdcConf()).replace("max_life = 1d", "max_life = 1d\n" + lines));
  }

  @Test
  void tellsAReplicaByItsAccessListForPropagation() throws Exception {
    assertEquals(KdcKind.PRIMARY, kind());
    assertEquals(List.of(), KdcKind.PRIMARY.settings(machine.profile(), A, machine.kadmin()));
    Files.createFile(temporary.resolve("kpropd.acl"));
    assertEquals(KdcKind.REPLICA, kind());
    assertEquals(
        List.of("replica = " + temporary.resolve("kadmin.local") + " -r A.EXAMPLE"),
        KdcKind.REPLICA.settings(machine.profile(), A, machine.kadmin()));
    assertFalse(KdcKind.REPLICA.needsRights(kadmind()), "kadmind is on the primary");
    setInRealm("admin_server = kx.a.example:749\niprop_enable = true");
    assertEquals(KdcKind.PRIMARY, kind(), "it may become a replica, and has kadmind now");
    assertEquals(
        List.of("shared_database = yes"),
        KdcKind.PRIMARY.settings(machine.profile(), A, machine.kadmin()));
    setInRealm("database_module = ldap");
    Files.writeString(
        machine.kdcConf(),
        Files.readString(machine.kdcConf()) + "[dbmodules]\nldap = {\ndb_library = kldap\n}\n");
    assertEquals(KdcKind.SHARED, kind());
  }

  /** As krb5 takes the words for a yes, and the name of a realm for that of its module. */
  @Test
  void readsTheDatabaseOfARealmAsLibkrb5Does() throws Exception {
    for (String yes : List.of("TRUE", "on", "1", "y")) {
      setInRealm("iprop_enable = " + yes);
      assertEquals(
          List.of("shared_database = yes"),
          KdcKind.PRIMARY.settings(machine.profile(), A, machine.kadmin()),
          yes);
      machine = new FakeMachine(Files.createDirectory(temporary.resolve(yes)));
    }
    assertEquals(Optional.empty(), machine.profile().database(A));
    setInRealm("database_name = /srv/of-the-realm");
    assertEquals(Optional.of(Path.of("/srv/of-the-realm")), machine.profile().database(A));
    Files.writeString(
        machine.kdcConf(),
        Files.readString(machine.kdcConf())
            + "[dbmodules]\nA.EXAMPLE = {\ndatabase_name = /srv/of-the-module\n}\n");
    assertEquals(Optional.of(Path.of("/srv/of-the-module")), machine.profile().database(A));
    Files.writeString(
        machine.kdcConf(),
        Files.readString(machine.kdcConf())
            + "[dbmodules]\nA.EXAMPLE = {\ndb_library = kldap\n}\n");
    assertEquals(KdcKind.SHARED, kind());
  }

  @Test
  void leavesTheRightsToTheMachineThatHasKadmind() throws Exception {
    assertTrue(KdcKind.SHARED.needsRights(kadmind()), "krb5.conf names no other machine");
    setInRealm("admin_server = kx.a.example");
    assertTrue(KdcKind.SHARED.needsRights(kadmind()));
    setInRealm("admin_server = [2001:db8::1]:749");
    assertTrue(KdcKind.SHARED.needsRights(kadmind()), "both have kadmind");
    machine = new FakeMachine(Files.createDirectory(temporary.resolve("other")));
    setInRealm("admin_server = [2001:db8::1]:749");
    assertFalse(KdcKind.SHARED.needsRights(kadmind()));
    assertEquals(Optional.of("2001:db8::1"), kadmind().elsewhere());
    assertTrue(
        KdcKind.SHARED
            .differences(A, kadmind())
            .contains("kadmind is on 2001:db8::1, where kxoverd's rights belong."));
  }
}
