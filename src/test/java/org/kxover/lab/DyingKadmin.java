package org.kxover.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kadmin that is killed at the step that a test chooses, alone or together with its daemon. */
public final class DyingKadmin {
  /** When it dies: before kadmin does the step, or after it but before its answer. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  /** The process that is killed. */
  public enum Target {
    KADMIN,
    DAEMON
  }

  private static final Path SOURCE = Path.of("src/test/c/dying_program.c").toAbsolutePath();
  private static final Path FRAMES = Path.of("kxoverd/c/frame.c").toAbsolutePath();

  private final List<String> runner;
  private final Path fault;
  private final Path steps;

  /**
   * @param folder gets its files
   */
  public DyingKadmin(Path folder) throws IOException {
    this(folder, script(folder));
  }

  private static List<String> script(Path folder) throws IOException {
    Path script = folder.resolve("dying-kadmin.sh");
    try (InputStream in = DyingKadmin.class.getResourceAsStream("dying-kadmin.sh")) {
      Files.write(script, in.readAllBytes());
    }
    return List.of("/bin/sh", script.toString());
  }

  private DyingKadmin(Path folder, List<String> runner) throws IOException {
    this.runner = runner;
    fault = Files.createFile(folder.resolve("fault"));
    steps = Files.createFile(folder.resolve("fault.steps"));
  }

  /**
   * A kxover-kadm5-local in place of the kadmin.
   *
   * @param folder as above
   */
  public static DyingKadmin ofProgram(Path folder) throws IOException {
    Path proxy = folder.resolve("dying_program");
    new LabCommand(
            folder,
            "cc",
            "-std=gnu99",
            "-O1",
            "-Wall",
            "-Werror",
            "-I" + FRAMES.getParent(),
            SOURCE.toString(),
            FRAMES.toString(),
            "-o",
            proxy.toString())
        .run();
    return new DyingKadmin(folder, List.of(proxy.toString()));
  }

  /** The command that runs {@code kadmin} under this fault injection. */
  public List<String> command(List<String> kadmin) {
    List<String> command = new ArrayList<>(runner);
    command.add(fault.toString());
    command.addAll(kadmin);
    return command;
  }

  /**
   * Makes it die at a step.
   *
   * @param step counted from this call, from 0
   */
  public void dieAt(int step, Moment moment, Target victim) throws IOException {
    Files.writeString(steps, "");
    String how = moment.name().toLowerCase(Locale.ROOT);
    Files.writeString(fault, step + " " + how + " " + victim.name().toLowerCase(Locale.ROOT));
  }

  /** True once it reached that step, which is then the last one in {@link #steps}. */
  public boolean hasDied() throws IOException {
    return Files.size(fault) == 0;
  }

  /** Injects no fault from now on, and stops counting steps. */
  public void disarm() throws IOException {
    Files.writeString(fault, "");
  }

  /** The commands that kadmin received since {@link #dieAt}, without names and secrets. */
  public List<String> steps() throws IOException {
    return Files.readAllLines(steps);
  }
}
