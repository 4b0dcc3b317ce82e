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
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kerberos.Realm;

/** The guard of a realm's second KDC does what that of the first one does. */
class GuardNoteTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final String NOTED_ON = "kxover-probe/closed@A.EXAMPLE";
  private static final String COMES_IN = "krbtgt/A.EXAMPLE@B.EXAMPLE";

  @TempDir Path temporary;
  private FakeMachine machine;
  private KdcFolderStep folder;
  private AttachmentLines lines;

  @BeforeEach
  void machine() throws IOException {
    machine = new FakeMachine(temporary);
    folder = new KdcFolderStep(machine.kdcConf());
    folder.carryOut();
    lines =
        new AttachmentLines(
            machine.profile(),
            A,
            Path.of("/run/kxover/kdc.sock"),
            new KdcBinary(false, false),
            Optional.empty());
    new ProbeServicesStep(A, machine.kadmin()).carryOut();
  }

  private GuardModeStep mode(KdcKind kind, GuardMode... wanted) throws IOException {
    return new GuardModeStep(
        folder,
        machine.profile(),
        lines,
        machine.kadmin(),
        A,
        kind,
        List.of(wanted).stream().findAny());
  }

  private GuardNoteStep note(GuardModeStep mode) {
    return new GuardNoteStep(A, mode, machine.kadmin());
  }

  private Optional<String> noted() throws IOException {
    return machine.kadmin().attribute(NOTED_ON, "kxover.guard");
  }

  private Optional<String> written() throws IOException {
    return GuardModeStep.mode(machine.profile(), A);
  }

  private void carryOut(GuardModeStep mode) throws IOException {
    mode.carryOut();
    for (Step step :
        List.of(new KdcFileStep(folder, "", "kxoverd and the guard", lines), note(mode))) {
      if (step.plan().isPresent()) {
        step.carryOut();
      }
    }
  }

  /** The machine of another KDC, with a copy of the database. */
  private void toTheSecondKdc() throws IOException {
    Files.delete(folder.folder().resolve("kxover"));
    Files.deleteIfExists(folder.folder().resolve("kxover-guard"));
    assertFalse(lines.hasGuard());
  }

  @Test
  void theFirstKdcNotesThatItsGuardEnforces() throws Exception {
    assertEquals(
        Optional.of("note guard = enforce in the database, for KDCs that join A.EXAMPLE later"),
        note(mode(KdcKind.PRIMARY)).plan());
    carryOut(mode(KdcKind.PRIMARY));
    assertEquals(Optional.of("enforce"), noted());
    assertEquals(Optional.empty(), note(mode(KdcKind.PRIMARY)).plan());
    assertEquals(Optional.empty(), note(mode(KdcKind.PRIMARY)).takeBackPlan());
  }

  @ParameterizedTest
  @EnumSource(
      value = KdcKind.class,
      names = {"REPLICA", "SHARED"})
  void theSecondOneEnforcesThoughUsersComeInByTheFirst(KdcKind kind) throws Exception {
    carryOut(mode(KdcKind.PRIMARY));
    machine.crossover(COMES_IN, "kxover");
    toTheSecondKdc();
    assertEquals(Optional.empty(), mode(kind).plan());
    assertEquals(List.of(), mode(kind).missing());
    carryOut(mode(kind));
    assertEquals(Optional.empty(), written());
    assertEquals(Optional.of("enforce"), noted());
  }

  @Test
  void theSecondOneObservesWhereTheFirstDoes() throws Exception {
    carryOut(mode(KdcKind.PRIMARY, GuardMode.OBSERVE));
    assertEquals(Optional.of("observe"), noted());
    toTheSecondKdc();
    assertTrue(mode(KdcKind.REPLICA).plan().isPresent(), "though nobody comes in yet");
    carryOut(mode(KdcKind.REPLICA));
    assertEquals(Optional.of("observe"), written());
  }

  /** Its administrator goes first, and has the first KDC enforce later. */
  @Test
  void theNoteFollowsTheAdministratorsChoice() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    carryOut(mode(KdcKind.PRIMARY));
    assertEquals(Optional.of("observe"), noted());
    GuardModeStep enforce = mode(KdcKind.PRIMARY, GuardMode.ENFORCE);
    assertEquals("enforce", enforce.decided());
    carryOut(enforce);
    assertEquals(Optional.of("enforce"), noted());
    carryOut(mode(KdcKind.PRIMARY));
    assertEquals(Optional.of("enforce"), noted());
  }

  @ParameterizedTest
  @EnumSource(
      value = KdcKind.class,
      names = {"REPLICA", "SHARED"})
  void theSecondOneAsksWhereNothingIsNotedAndUsersComeIn(KdcKind kind) throws Exception {
    assertEquals(Optional.empty(), mode(kind).plan(), "nobody comes in");
    machine.crossover(COMES_IN, "kxover");
    IOException unknown = assertThrows(IOException.class, () -> mode(kind).plan());
    assertTrue(
        unknown
            .getMessage()
            .startsWith(
                "users of B.EXAMPLE come in already, and the database does not note what the guard"
                    + " does on the other KDCs of A.EXAMPLE; run \"kxover setup\" on the first KDC"
                    + " again"),
        unknown.getMessage());
    assertEquals(Optional.empty(), mode(kind, GuardMode.ENFORCE).plan());
    assertTrue(mode(kind, GuardMode.OBSERVE).plan().isPresent());
  }

  /** "guard = off" on the first KDC is not what a new one should do unasked. */
  @Test
  void theSecondOneAsksWhereTheFirstHasTheGuardSwitchedOff() throws Exception {
    machine.crossover(COMES_IN, "kxover");
    new GuardNote(A, machine.kadmin()).write("off");
    assertThrows(IOException.class, () -> mode(KdcKind.REPLICA).plan());
  }

  @Test
  void aNoteThatCannotBeReadIsNotTakenForNone() throws Exception {
    carryOut(mode(KdcKind.PRIMARY));
    toTheSecondKdc();
    machine.refuseAttributes();
    IOException failed = assertThrows(IOException.class, () -> mode(KdcKind.REPLICA).plan());
    assertTrue(
        failed.getMessage().startsWith("cannot read the string attributes of " + NOTED_ON),
        failed.getMessage());
  }
}
