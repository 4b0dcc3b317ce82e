package org.kxover.cli;

import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kxover}: the administrator's verbs. */
@Command(
    name = "kxover",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Prepares kxoverd, and tells what it would do.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, with the reason on standard error",
      "2:the command line is wrong"
    })
public final class KxoverCommand implements Runnable {
  @Mixin private final SettingsFile settings = new SettingsFile();
  @Spec private CommandSpec spec;

  private KxoverCommand() {}

  /** The command line with all its verbs. */
  public static CommandLine create(Clock clock, SecureRandom random) {
    KxoverCommand root = new KxoverCommand();
    return new CommandLine(root)
        .addSubcommand(new InitCommand(root.settings, clock, random))
        .addSubcommand(new DnsCommand(root.settings))
        .addSubcommand(new DaneCheckCommand(clock))
        .setExecutionExceptionHandler(Failures::explain);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
