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

  @Test
  void tellsAReplicaByItsAccessListForPropagation() throws Exception {
    assertEquals(KdcKind.PRIMARY, KdcKind.of(machine.profile(), A));
    assertEquals(List.of(), KdcKind.PRIMARY.settings(machine.profile(), A));
    Files.createFile(temporary.resolve("kpropd.acl"));
    assertEquals(KdcKind.REPLICA, KdcKind.of(machine.profile(), A));
    Files.writeString(
        machine.kdcConf(),
        Files.readString(machine.kdcConf())
                .replace("max_life = 1d", "iprop_enable = true\ndatabase_module = ldap")
            + "[dbmodules]\nldap = {\ndb_library = kldap\n}\n");
    assertEquals(KdcKind.SHARED, KdcKind.of(machine.profile(), A));
    assertEquals(List.of("shared_database = yes"), KdcKind.PRIMARY.settings(machine.profile(), A));
  }
}
