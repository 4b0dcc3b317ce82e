package org.kxover.daemon;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.kxover.base.LibraryOptions;
import org.kxover.cli.KxoverCommand;
import org.kxover.systemd.Logging;
import picocli.CommandLine;

/** The main class of the administrator's command {@code kxover}. */
public final class Kxover {
  private Kxover() {}

  public static void main(String[] args) {
    LibraryOptions.set();
    Logging.errorsToTerminal();
    System.exit(commandLine(List.of(args)).execute(args));
  }

  /** The command line for these arguments, with real DNS and real databases. */
  static CommandLine commandLine(List<String> arguments) {
    Clock clock = Clock.systemUTC();
    return KxoverCommand.forArguments(
        arguments,
        clock,
        new SecureRandom(),
        settings -> DaemonContext.dns(settings, clock),
        realm -> Databases.openForCheck(realm, clock));
  }
}
