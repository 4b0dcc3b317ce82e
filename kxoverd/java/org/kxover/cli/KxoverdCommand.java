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
      "Makes cross-realm keys with other Kerberos realms when users need them.",
      "Runs as a daemon beside the KDC until it is stopped. Use \"kxover\" to prepare it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped as requested",
      "1:failed; the reason is on standard error or in the log",
      "2:the command line is wrong"
    })
public final class KxoverdCommand implements Callable<Integer> {
  public interface Daemon {
    /**
     * Runs until the daemon is stopped.
     *
     * @param config the file of the settings, which is read again at a reload
     * @return the exit code
     */
    int run(Path config, Settings settings, boolean foreground);
  }

  @Mixin private final SettingsFile settings = new SettingsFile();

  private static final String FOREGROUND = "--foreground";

  @Option(names = FOREGROUND, description = "log to the terminal, not to the journal")
  private boolean foreground;

  private final Daemon daemon;

  private KxoverdCommand(Daemon daemon) {
    this.daemon = daemon;
  }

  public static CommandLine create(Daemon daemon) {
    return new CommandLine(new KxoverdCommand(daemon))
        .setParameterExceptionHandler(UsageErrors::explain)
        .setExecutionExceptionHandler(Failures::explain);
  }

  /**
   * Runs the command line. One as the unit has it needs no library to read it, which would take a
   * tenth of the start. Any other, and any error, is left to the library.
   *
   * @return the exit code
   */
  public static int execute(Daemon daemon, String... arguments) {
    Path file = SettingsFile.DEFAULT;
    boolean foreground = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals(FOREGROUND)) {
        foreground = true;
      } else if (arguments[i].equals(SettingsFile.NAME) && i + 1 < arguments.length) {
        i++;
        file = Path.of(arguments[i]);
      } else {
        return create(daemon).execute(arguments);
      }
    }
    Settings settings;
    try {
      settings = Settings.load(file);
    } catch (ConfigException e) {
      return create(daemon).execute(arguments);
    }
    return daemon.run(file, settings, foreground);
  }

  /** The version that {@code --version} prints. */
  public static String version() {
    return Version.text();
  }

  @Override
  public Integer call() throws ConfigException {
    return daemon.run(settings.path(), settings.load(), foreground);
  }
}
