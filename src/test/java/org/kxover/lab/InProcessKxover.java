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
 * {@code kxover} in this process, by the command line that its program has: for what every world
 * needs at its beginning, where another process would cost more than all that it does.
 */
final class InProcessKxover {
  private InProcessKxover() {}

  /**
   * Runs a verb that asks neither DNS nor the daemon; it must succeed.
   *
   * @return what it said
   * @throws IOException with what it said, where it fails
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
                  throw new IllegalStateException("these verbs ask no DNS");
                },
                realm -> {
                  throw new IllegalStateException("these verbs open no database");
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
