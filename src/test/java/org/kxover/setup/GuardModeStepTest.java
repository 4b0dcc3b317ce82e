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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kerberos.Realm;

/** Whether the guard enforces or observes where it is attached. */
class GuardModeStepTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm OTHER = new Realm("OTHER.EXAMPLE");
  private static final Path SOCKET = Path.of("/run/kxover/kdc.sock");
  private static final String COMES_IN = "krbtgt/A.EXAMPLE@B.EXAMPLE";
  private static final Optional<String> OBSERVE = Optional.of("observe");

  @TempDir Path temporary;
  private FakeMachine machine;
  private KdcFolderStep folder;
  private KdcBinary kdc = new KdcBinary(false, false);

  @BeforeEach
  void machine() throws IOException {
    machine = new FakeMachine(temporary);
    folder = new KdcFolderStep(machine.kdcConf());
    folder.carryOut();
  }

  private AttachmentLines lines() throws IOException {
    return new AttachmentLines(machine.profile(), A, SOCKET, kdc, Optional.empty());
  }

  private GuardModeStep step(GuardMode... wanted) throws IOException {
    return step(KdcKind.PRIMARY, wanted);
  }

  private GuardModeStep step(KdcKind kind, GuardMode... wanted) throws IOException {
    return new GuardModeStep(
        folder,
        machine.profile(),
        lines(),
        machine.kadmin(),
        A,
        kind,
        List.of(wanted).stream().findAny());
  }

  private void attach() throws IOException {
    new KdcFileStep(folder, "", "kxoverd and the guard", lines()).carryOut();
  }

  private Optional<String> mode(Realm realm) throws IOException {
    return GuardModeStep.mode(machine.profile(), realm);
  }

  private void administratorSays(String lines) throws IOException {
    Files.writeString(machine.kdcConf(), lines + Files.readString(machine.kdcConf()));
  }

  private Path file() {
    return temporary.resolve("kdc.conf.d/kxover-guard");
  }

  @ParameterizedTest
  @CsvSource({
    "krbtgt/B.EXAMPLE@A.EXAMPLE, kxover",
    "krbtgt/A.EXAMPLE@B.EXAMPLE, other",
    "krbtgt/A.EXAMPLE@B.EXAMPLE, kxover.1",
    "krbtgt/A.EXAMPLE@KXOVER-PROBE.INVALID, kxover",
    "krbtgt/A.EXAMPLE@not a realm, kxover"
  })
  void whereNobodyComesInWithOurKeysTheGuardEnforces(String principal, String attribute)
      throws Exception {
    machine.crossover(principal, attribute);
    assertEquals(Optional.empty(), step().plan());
    step().carryOut();
    assertFalse(Files.exists(file()));
    assertEquals(Optional.empty(), mode(A));
  }

  @Test
  void whereOtherRealmsComeInItObservesTillTheAdministratorSaysEnforce() throws Exception {
    machine.crossover("krbtgt/A.EXAMPLE@HAND.EXAMPLE", "other");
    machine.crossover(COMES_IN, "kxover");
    assertTrue(step().plan().orElseThrow().contains("the guard only observes"));
    step().carryOut();
    attach();
    assertEquals(OBSERVE, mode(A));
    assertEquals(Optional.empty(), step().plan(), "a second run changes nothing");
    assertEquals(Optional.empty(), step(GuardMode.OBSERVE).plan());

    GuardModeStep enforce = step(GuardMode.ENFORCE);
    assertTrue(enforce.plan().orElseThrow().contains("so that the guard enforces"));
    enforce.carryOut();
    assertEquals(Optional.empty(), mode(A));
    assertEquals(Optional.empty(), enforce.plan());
    assertEquals(Optional.empty(), step().plan(), "it is attached, and stays as it is");
  }

  @Test
  void aListingThatFailsDoesNotMeanThatNobodyComesIn() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    machine.refuseLists();
    IOException failed = assertThrows(IOException.class, () -> step().plan());
    assertTrue(
        failed
            .getMessage()
            .startsWith(
                "cannot list the crossovers of A.EXAMPLE: get_principals: Insufficient access"),
        failed.getMessage());
  }

  /** An attribute that cannot be read may well be kxoverd's mark on a crossover. */
  @Test
  void attributesThatCannotBeReadDoNotMeanThatNobodyComesIn() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    machine.refuseAttributes();
    IOException failed = assertThrows(IOException.class, () -> step().plan());
    assertTrue(
        failed.getMessage().startsWith("cannot read the string attributes of "),
        failed.getMessage());
  }

  @Test
  void theAdministratorChoosesExplicitly() throws Exception {
    step(GuardMode.OBSERVE).carryOut();
    assertEquals(OBSERVE, mode(A), "also in a new realm");
    assertTrue(step().takeBackPlan().isPresent());
    step().takeBack();
    assertEquals(Optional.empty(), mode(A));

    machine.crossover(COMES_IN, "kxover");
    assertEquals(Optional.empty(), step(GuardMode.ENFORCE).plan());
  }

  @Test
  void aGuardThatIsAttachedStaysAsItIs() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    attach();
    assertEquals(Optional.empty(), step().plan());
  }

  /** In krb5 1.13 the patch has the guard, which begins with the section of the settings. */
  @Test
  void aGuardInTheProgramCountsAsAttachedWithItsSettings() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    kdc = new KdcBinary(true, true);
    assertTrue(step().plan().isPresent(), "it did not run yet");
    attach();
    assertEquals(List.of(), machine.profile().values("plugins", "kdcpolicy", "module"));
    assertEquals(Optional.empty(), step().plan(), "it enforces already");
  }

  @Test
  void anAdministratorsOwnLineHolds() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    administratorSays("[kxover]\n    guard = off\n");
    assertEquals(Optional.empty(), step().plan());
    IOException refused = assertThrows(IOException.class, () -> step(GuardMode.ENFORCE).plan());
    assertTrue(refused.getMessage().contains("has guard = off in [kxover]"), refused.getMessage());

    step(GuardMode.OBSERVE).carryOut();
    assertEquals(OBSERVE, mode(A), "a line for the realm goes before one for all");
    assertThrows(IOException.class, () -> step(GuardMode.ENFORCE).plan());
  }

  @Test
  void aLineForTheRealmCannotBeOverruled() throws Exception {
    administratorSays("[kxover]\n    A.EXAMPLE = {\n        guard = enforce\n    }\n");
    assertEquals(Optional.empty(), step(GuardMode.ENFORCE).plan());
    assertThrows(IOException.class, () -> step(GuardMode.OBSERVE).plan());
  }

  /** All realms of a KDC get the guard with the first one. */
  @Test
  void anotherRealmOfThisMachineIsNotStoppedEither() throws Exception {
    machine.database("OTHER.EXAMPLE");
    machine.crossover("krbtgt/OTHER.EXAMPLE@B.EXAMPLE", "kxover");
    step(GuardMode.OBSERVE).carryOut();
    assertEquals(OBSERVE, mode(A));
    assertEquals(OBSERVE, mode(OTHER));
    attach();
    step(GuardMode.ENFORCE).carryOut();
    assertEquals(Optional.empty(), mode(A));
    assertEquals(OBSERVE, mode(OTHER));
  }
}
