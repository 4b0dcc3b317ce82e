package org.kxover.daemon;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.kxover.base.LibraryOptions;
import org.kxover.cli.KxoverCommand;
import org.kxover.systemd.Logging;

/** The main class of the administrator's command {@code kxover}. */
public final class Kxover {
  private Kxover() {}

  public static void main(String[] args) {
    LibraryOptions.set();
    Logging.errorsToTerminal();
    Clock clock = Clock.systemUTC();
    System.exit(
        KxoverCommand.forArguments(
                List.of(args),
                clock,
                new SecureRandom(),
                settings -> DaemonContext.dns(settings, clock),
                realm -> Databases.openForCheck(realm, clock))
            .execute(args));
  }
}
