package org.kxover.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code kxoverd}: the daemon itself, and the verbs that prepare it. */
@Command(
    name = "kxoverd",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lets the users of a Kerberos realm reach services of realms that it has never met.",
      "Without a command it runs as the daemon beside the KDC."
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

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "the settings (default: ${DEFAULT-VALUE})")
  private Path config = Path.of("/etc/kxover/kxoverd.conf");

  @Option(names = "--foreground", description = "log to the terminal, not to the journal")
  private boolean foreground;

  private final Daemon daemon;

  private KxoverdCommand(Daemon daemon) {
    this.daemon = daemon;
  }

  /** The command line with all its verbs. */
  public static CommandLine create(Daemon daemon, Clock clock, SecureRandom random) {
    KxoverdCommand root = new KxoverdCommand(daemon);
    return new CommandLine(root)
        .addSubcommand(new InitCommand(root, clock, random))
        .addSubcommand(new DnsCommand(root))
        .addSubcommand(new DaneCheckCommand(clock))
        .setExecutionExceptionHandler(KxoverdCommand::explain);
  }

  /** The settings in the file that {@code --config} names. */
  Settings settings() throws ConfigException {
    return Settings.load(config);
  }

  @Override
  public Integer call() throws ConfigException {
    return daemon.run(config, settings(), foreground);
  }

  /** What a user can mend is told in a line; a stack trace would hide it. */
  private static int explain(
      Exception e, CommandLine command, CommandLine.ParseResult parseResult) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + Failures.words(e));
    return CommandLine.ExitCode.SOFTWARE;
  }
}
