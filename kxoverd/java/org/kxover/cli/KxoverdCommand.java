package org.kxover.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kxoverd}: the daemon. */
@Command(
    name = "kxoverd",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lets the users of a Kerberos realm reach services of realms that it has never met.",
      "Runs as the daemon beside the KDC until it is told to stop; \"kxover\" prepares it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended as asked",
      "1:failed, with the reason on standard error or in the log",
      "2:the command line is wrong"
    })
public final class KxoverdCommand implements Callable<Integer> {
  /** Runs the daemon until it is told to stop. */
  public interface Daemon {
    /**
     * @param config where the settings came from, and come from when they are read again
     * @return an exit code
     */
    int run(Path config, Settings settings, boolean foreground);
  }

  @Mixin private final SettingsFile settings = new SettingsFile();

  @Option(names = "--foreground", description = "log to the terminal, not to the journal")
  private boolean foreground;

  private final Daemon daemon;

  private KxoverdCommand(Daemon daemon) {
    this.daemon = daemon;
  }

  public static CommandLine create(Daemon daemon) {
    return new CommandLine(new KxoverdCommand(daemon))
        .setExecutionExceptionHandler(Failures::explain);
  }

  /** What {@code --version} says. */
  public static String version() {
    return Version.text();
  }

  @Override
  public Integer call() throws ConfigException {
    return daemon.run(settings.path(), settings.load(), foreground);
  }
}
