package org.kxover.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kadmin that ends at the step that a test chooses, alone or with the daemon that runs it. */
public final class DyingKadmin {
  /** When it ends: the step is not carried out, or is and its answer does not come. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  /** What is killed. */
  public enum Target {
    KADMIN,
    DAEMON
  }

  private final Path script;
  private final Path fault;
  private final Path steps;

  /**
   * @param folder takes its files
   */
  public DyingKadmin(Path folder) throws IOException {
    script = folder.resolve("dying-kadmin.sh");
    try (InputStream in = DyingKadmin.class.getResourceAsStream("dying-kadmin.sh")) {
      Files.write(script, in.readAllBytes());
    }
    fault = Files.createFile(folder.resolve("fault"));
    steps = Files.createFile(folder.resolve("fault.steps"));
  }

  /** The command that runs {@code kadmin} so that it can end. */
  public List<String> command(List<String> kadmin) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString(), fault.toString()));
    command.addAll(kadmin);
    return command;
  }

  /** Lets it end at a step, counted from now and from 0. */
  public void endsAt(int step, Moment moment, Target victim) throws IOException {
    Files.writeString(steps, "");
    String how = moment.name().toLowerCase(Locale.ROOT);
    Files.writeString(fault, step + " " + how + " " + victim.name().toLowerCase(Locale.ROOT));
  }

  /** Whether it has come to that step; {@link #steps} has its name as the last one. */
  public boolean hasEnded() throws IOException {
    return Files.size(fault) == 0;
  }

  /** Lets it live, and counts no more. */
  public void lives() throws IOException {
    Files.writeString(fault, "");
  }

  /** The steps since {@link #endsAt}: what kadmin was told to do, without names and secrets. */
  public List<String> steps() throws IOException {
    return Files.readAllLines(steps);
  }
}
