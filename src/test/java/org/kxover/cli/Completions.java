package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the completions of both commands for bash, zsh and fish, from their command lines. */
public final class Completions {
  private Completions() {}

  /**
   * @param args the folder to write into
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    write(
        folder,
        "kxover",
        KxoverCommand.create(
            Clock.systemUTC(), new SecureRandom(), settings -> null, realm -> null));
    write(folder, "kxoverd", KxoverdCommand.create((config, settings, foreground) -> 1));
  }

  private static void write(Path folder, String name, CommandLine command) throws IOException {
    String script = AutoComplete.bash(name, command);
    // No #! line, because the shell sources the file. No date, so that builds are reproducible.
    Files.writeString(
        folder.resolve(name),
        script
            .replaceFirst("#!.*\\R", "")
            .replaceAll("(?m)^# .*(?:generated|Generated|version|Version).*\\R", ""));
    OtherShells others = new OtherShells(name, command);
    Files.writeString(folder.resolve("_" + name), others.zsh());
    Files.writeString(folder.resolve(name + ".fish"), others.fish());
  }
}
