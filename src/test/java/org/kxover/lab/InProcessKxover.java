package org.kxover.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kxover.cli.KxoverCommand;
import picocli.CommandLine;

/**
 * Runs {@code kxover} commands in this process. Every lab needs some to set up a realm, and
 * starting a JVM for each would take most of the time.
 */
final class InProcessKxover {
  /** They only ask the daemon, and print its answer. */
  private static final Set<String> ASKING =
      Set.of("status", "cross", "renew", "drop", "block", "unblock");

  private InProcessKxover() {}

  /** True if a short test run may run that command in this process. */
  static boolean onlyAsksTheDaemon(String... arguments) {
    return arguments.length > 0 && ASKING.contains(arguments[0]);
  }

  /**
   * Runs a command that uses neither DNS nor the database.
   *
   * @return its output
   * @throws IOException with its output if it fails
   */
  static String run(Path config, String... arguments) throws IOException {
    LabCommand.Output output = runToAnyEnd(config, arguments);
    if (output.exitCode() != 0) {
      throw new IOException(
          "kxover %s: exit code %d%n%s"
              .formatted(String.join(" ", arguments), output.exitCode(), output.text()));
    }
    return output.text();
  }

  /** As {@link #run}, but returns every exit code. */
  static LabCommand.Output runToAnyEnd(Path config, String... arguments) {
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
    return new LabCommand.Output(exitCode, said.toString());
  }
}
