package org.kxover.cli;

import java.security.SecureRandom;
import java.time.Clock;
import org.kxover.check.DatabaseOpener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kxover}: the administrator's command, with its subcommands. */
@Command(
    name = "kxover",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Prepares kxoverd, checks it, and controls the kxoverd that is running."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong",
      "3:kxoverd is not running: nothing listens on the socket of [control]",
      "4:kxoverd is running, but refuses this user, or has too many connections",
      "5:the answer of kxoverd was incomplete; it may have carried out the order",
      "6:DNS does not have our records",
      "7:the set-up is done, but \"kxover check\" found errors",
      "8:the set-up needs a restart by hand"
    })
public final class KxoverCommand implements Runnable {
  @Mixin private final SettingsFile settings = new SettingsFile();
  @Spec private CommandSpec spec;

  private KxoverCommand() {}

  /**
   * The command line with all subcommands.
   *
   * @param resolver for the subcommands that look into DNS
   * @param databases for the subcommand that checks the key database
   */
  public static CommandLine create(
      Clock clock, SecureRandom random, Resolver resolver, DatabaseOpener databases) {
    return create(clock, random, resolver, databases, Terminal.ofProcess());
  }

  /** The command line with all subcommands, and a terminal for its questions. */
  static CommandLine create(
      Clock clock,
      SecureRandom random,
      Resolver resolver,
      DatabaseOpener databases,
      Terminal terminal) {
    KxoverCommand root = new KxoverCommand();
    return CommandGroups.in(new CommandLine(root))
        .addSubcommand(
            new SetupCommand(
                root.settings,
                terminal,
                resolver,
                (out, err, arguments) ->
                    create(clock, random, resolver, databases, terminal)
                        .setOut(out)
                        .setErr(err)
                        .execute(arguments.toArray(String[]::new)),
                clock,
                random))
        .addSubcommand(new InitCommand(root.settings, terminal, System.getenv(), clock, random))
        .addSubcommand(
            new CommandLine(new DnsCommand(root.settings, clock))
                .addSubcommand(new DnsDiffCommand(root.settings, clock))
                .addSubcommand(new DnsPublishCommand(root.settings, clock)))
        .addSubcommand(
            new CommandLine(new CertCommand())
                .addSubcommand(new CertRollCommand(root.settings, resolver, clock, random)))
        .addSubcommand(new CheckCommand(root.settings, resolver, databases, clock, random))
        .addSubcommand(new WhyCommand(root.settings, resolver, clock, random))
        .addSubcommand(new DaneCheckCommand(clock))
        .addSubcommand(new StatusCommand(root.settings, clock))
        .addSubcommand(new CrossCommand(root.settings))
        .addSubcommand(new RenewCommand(root.settings))
        .addSubcommand(new DropCommand(root.settings, terminal))
        .addSubcommand(new BlockCommand(root.settings, clock))
        .addSubcommand(new UnblockCommand(root.settings, clock))
        .addSubcommand(new OpenCommand(root.settings))
        .addSubcommand(new CloseCommand(root.settings))
        .addSubcommand(new ServicesCommand(root.settings, resolver, random))
        .setParameterExceptionHandler(UsageErrors::explain)
        .setExecutionExceptionHandler(Failures::explain);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
