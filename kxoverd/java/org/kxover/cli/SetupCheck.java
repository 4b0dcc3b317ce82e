package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.dns.Deadline;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;

/** Runs {@code kxover check} at the end of the set-up. */
final class SetupCheck {
  /** kxoverd tries the guard when it starts, and answers for it some seconds later. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofSeconds(3);

  private SetupCheck() {}

  /**
   * Checks again while there are errors, for a while. Prints the last findings.
   *
   * @return the exit code of the last check
   */
  static int run(
      SetupCommand.Verb check,
      Path config,
      Realm realm,
      Optional<String> bogus,
      CommandLine command)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("check", "--config", config.toString(), "--realm", realm.name()));
    bogus.ifPresent(name -> arguments.addAll(List.of("--bogus-name", name)));
    Deadline end = Deadline.in(LIMIT);
    while (true) {
      StringWriter said = new StringWriter();
      PrintWriter writer = new PrintWriter(said, true);
      int exitCode = check.run(writer, writer, arguments);
      if (exitCode == CommandLine.ExitCode.OK || end.hasPassed()) {
        command.getOut().println();
        command.getOut().println("kxover check:");
        command.getOut().print(said);
        command.getOut().flush();
        return exitCode;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
