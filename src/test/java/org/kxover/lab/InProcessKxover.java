package org.kxover.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.kxover.cli.KxoverCommand;
import picocli.CommandLine;

/**
 * Runs {@code kxover} commands in this process. Every lab needs some to set up a realm, and
 * starting a JVM for each would take most of the time.
 */
final class InProcessKxover {
  private InProcessKxover() {}

  /**
   * Runs a command that uses neither DNS nor the daemon.
   *
   * @return its output
   * @throws IOException with its output if it fails
   */
  static String run(Path config, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--config", config.toString()));
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    CommandLine kxover =
        KxoverCommand.create(
                Clock.systemUTC(),
                new SecureRandom(),
                settings -> {
                  throw new IllegalStateException("this command must not use DNS");
                },
                realm -> {
                  throw new IllegalStateException("this command must not open a database");
                })
            .setOut(writer)
            .setErr(writer);
    int exitCode = kxover.execute(words.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IOException("kxover " + words + ": exit code " + exitCode + "\n" + said);
    }
    return said.toString();
  }
}
