package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.Realm;
import org.kxover.setup.Procedure.Part;
import org.kxover.setup.Procedure.Task;

class ProcedureTest {
  private static final Realm A = new Realm("A.EXAMPLE");

  @TempDir Path folder;
  private final List<String> happened = new ArrayList<>();
  private final Switch first = new Switch("first");
  private final Switch second = new Switch("second");
  private final Switch third = new Switch("third");
  private MadeList made;
  private Procedure procedure;

  /** A step that switches something on. */
  private final class Switch implements ReversibleStep {
    private final String name;
    private boolean on;
    private boolean broken;

    Switch(String name) {
      this.name = name;
    }

    @Override
    public Optional<String> plan() {
      return on ? Optional.empty() : Optional.of("switch on " + name);
    }

    @Override
    public void carryOut() throws IOException {
      if (broken) {
        throw new IOException("a fuse");
      }
      happened.add("on " + name);
      on = true;
    }

    @Override
    public Optional<String> takeBackPlan() {
      return on ? Optional.of("switch off " + name) : Optional.empty();
    }

    @Override
    public void takeBack() {
      happened.add("off " + name);
      on = false;
    }
  }

  @BeforeEach
  void steps() {
    made = new MadeList(settings(), A);
    procedure =
        new Procedure(
            List.of(
                new Part("first", first, false),
                new Part("second", second, false),
                new Part("third", third, true)),
            made,
            Set.of("first"));
  }

  private Path settings() {
    return folder.resolve("kxoverd.conf");
  }

  private void carryOut() throws IOException {
    procedure.carryOut(procedure.toDo(), name -> {});
  }

  @Test
  void doesWhatIsMissingAndASecondTimeNothing() throws Exception {
    second.on = true;
    List<Task> toDo = procedure.toDo();
    assertEquals(
        List.of("switch on first", "switch on third"), toDo.stream().map(Task::plan).toList());
    assertEquals(List.of("second"), procedure.done(toDo));
    assertEquals(List.of(), happened, "looking changes nothing");
    carryOut();
    assertEquals(List.of("on first", "on third"), happened);
    assertEquals(List.of(), procedure.toDo());
  }

  @Test
  void goesOnWhereItFailed() throws Exception {
    second.broken = true;
    IOException failed = assertThrows(IOException.class, this::carryOut);
    assertEquals("the step \"second\" failed: a fuse", failed.getMessage());
    assertEquals(List.of("on first"), happened);
    second.broken = false;
    carryOut();
    assertEquals(List.of("on first", "on second", "on third"), happened);
  }

  @Test
  void takesBackOnlyWhatItMadeAndSaysWhatItLeaves() throws Exception {
    second.on = true;
    carryOut();
    happened.clear();
    List<Task> back = procedure.toTakeBack(false);
    assertEquals(
        List.of("switch off third", "switch off first"), back.stream().map(Task::plan).toList());
    assertEquals(
        List.of("second: \"kxover setup\" did not make it, or the list is lost (--unlisted)"),
        procedure.toLeave(false));
    procedure.takeBack(back, name -> {});
    assertEquals(List.of("off third", "off first"), happened);
    assertTrue(second.on);
    assertEquals(List.of(), procedure.toTakeBack(false));
    assertFalse(Files.exists(folder.resolve("setup.made")), "the list is empty");
  }

  /** As with the folder of the settings. */
  @Test
  void takesBackAllIfTheListIsLost() throws Exception {
    carryOut();
    happened.clear();
    Files.delete(folder.resolve("setup.made"));
    third.on = false;
    carryOut();
    assertEquals(
        List.of("switch off third"), procedure.toTakeBack(false).stream().map(Task::plan).toList());
    List<Task> back = procedure.toTakeBack(true);
    assertEquals(
        List.of("switch off third", "switch off second", "switch off first"),
        back.stream().map(Task::plan).toList());
    assertEquals(List.of(), procedure.toLeave(true));
    procedure.takeBack(back, name -> {});
    assertEquals(List.of(), procedure.toTakeBack(true));
  }

  @Test
  void leavesWhatAnotherRealmNeeds() throws Exception {
    carryOut();
    MadeList ofOther = new MadeList(settings(), new Realm("B.EXAMPLE"));
    ofOther.add("second");
    assertEquals(
        List.of("switch off second", "switch off first"),
        procedure.toTakeBack(false).stream().map(Task::plan).toList());
    assertEquals(
        List.of("third: another realm of this machine needs it"), procedure.toLeave(false));
    ofOther.remove("second");
    assertEquals(3, procedure.toTakeBack(false).size());
    ofOther.add("first");
    assertEquals(3, procedure.toTakeBack(false).size(), "the first step is not of this machine");
  }

  /** Without systemd nobody knows what a program has read. */
  @Test
  void aRestartThatFailedIsMadeInTheNextRun() throws Exception {
    Path program = folder.resolve("program");
    RestartStep restart =
        new RestartStep(
            new RestartProgram(program), Services.Program.KDC, List.of(first), List::of);
    procedure =
        new Procedure(
            List.of(new Part("first", first, false), new Part("kdc", restart, true)),
            made,
            Set.of());
    write(program, "exit 1");
    assertThrows(IOException.class, this::carryOut);
    assertTrue(first.on);
    assertEquals(
        List.of("finish the step \"kdc\" of an earlier run"),
        procedure.toDo().stream().map(Task::plan).toList());
    write(program, "echo $* >" + folder.resolve("restarted"));
    carryOut();
    assertEquals("restart krb5kdc\n", Files.readString(folder.resolve("restarted")));
    assertEquals(List.of(), procedure.toDo());
    procedure.takeBack(procedure.toTakeBack(false), name -> {});
    assertFalse(Files.exists(folder.resolve("setup.made")), "the list is empty");
  }

  private static void write(Path program, String line) throws IOException {
    Files.writeString(program, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  /** A crash between the step and the note would leave what nobody knows. */
  @Test
  void aStepThatFailedIsTakenBackToo() throws Exception {
    second.broken = true;
    assertThrows(IOException.class, this::carryOut);
    assertTrue(made.has("second"));
    assertFalse(made.has("third"));
    second.on = true;
    assertEquals(2, procedure.toTakeBack(false).size());
  }
}
