package org.kxover.cli;

import java.security.SecureRandom;
import java.time.Clock;
import org.kxover.check.DatabaseOpener;
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
    description = {
      "Prepares kxoverd, tells what it would do, and asks and orders the one that is running.",
      "init and dns prepare it; check and dane-check tell; status, cross, renew and drop talk with it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, with the reason on standard error",
      "2:the command line is wrong",
      "3:kxoverd is not there to be asked: nobody listens at [control] socket",
      "4:kxoverd is there, and does not serve this user, or too many ask already",
      "5:kxoverd's answer did not come to its end; what was ordered may have been done"
    })
public final class KxoverCommand implements Runnable {
  @Mixin private final SettingsFile settings = new SettingsFile();
  @Spec private CommandSpec spec;

  private KxoverCommand() {}

  /**
   * The command line with all its verbs.
   *
   * @param resolver the network's DNS, for the verbs that look into it
   * @param databases the realms' key databases, for the verb that tries one
   */
  public static CommandLine create(
      Clock clock, SecureRandom random, Resolver resolver, DatabaseOpener databases) {
    return create(clock, random, resolver, databases, Terminal.ofProcess());
  }

  /** The same, with another terminal than that of this process. */
  static CommandLine create(
      Clock clock,
      SecureRandom random,
      Resolver resolver,
      DatabaseOpener databases,
      Terminal terminal) {
    KxoverCommand root = new KxoverCommand();
    return new CommandLine(root)
        .addSubcommand(new InitCommand(root.settings, terminal, clock, random))
        .addSubcommand(new DnsCommand(root.settings, clock))
        .addSubcommand(
            new CommandLine(new CertCommand())
                .addSubcommand(new CertRollCommand(root.settings, resolver, clock, random)))
        .addSubcommand(new CheckCommand(root.settings, resolver, databases, clock, random))
        .addSubcommand(new DaneCheckCommand(clock))
        .addSubcommand(new StatusCommand(root.settings, clock))
        .addSubcommand(new CrossCommand(root.settings))
        .addSubcommand(new RenewCommand(root.settings))
        .addSubcommand(new DropCommand(root.settings, terminal))
        .setExecutionExceptionHandler(Failures::explain);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
