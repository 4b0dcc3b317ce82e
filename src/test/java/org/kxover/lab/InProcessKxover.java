package org.kxover.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kxover.daemon.KxoverInTests;

/**
 * Runs {@code kxover} commands in this process. Every lab needs some to set up a realm, and
 * starting a JVM for each would take most of the time.
 */
final class InProcessKxover {
  /** All but those that ask at the terminal, and those that set up a machine. */
  private static final Set<String> SUITABLE =
      Set.of(
          "status",
          "cross",
          "renew",
          "drop",
          "block",
          "unblock",
          "check",
          "why",
          "dns",
          "services",
          "cert",
          "open",
          "close");

  private InProcessKxover() {}

  /** True if a short test run may run that command in this process. */
  static boolean maySuit(String... arguments) {
    return arguments.length > 0 && SUITABLE.contains(arguments[0]);
  }

  /**
   * Runs a command.
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
    int exitCode =
        KxoverInTests.commandLine(words)
            .setOut(writer)
            .setErr(writer)
            .execute(words.toArray(String[]::new));
    return new LabCommand.Output(exitCode, said.toString());
  }
}
