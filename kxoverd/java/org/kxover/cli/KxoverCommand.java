package org.kxover.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
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
    return new KxoverCommand()
        .with(new Subcommands(clock, random, resolver, databases, terminal), name -> true);
  }

  /**
   * As {@link #create(Clock, SecureRandom, Resolver, DatabaseOpener)}. If the arguments begin with
   * a subcommand, the others are left out: to make all takes a fifth of a second.
   */
  public static CommandLine forArguments(
      List<String> arguments,
      Clock clock,
      SecureRandom random,
      Resolver resolver,
      DatabaseOpener databases) {
    Subcommands all = new Subcommands(clock, random, resolver, databases, Terminal.ofProcess());
    KxoverCommand root = new KxoverCommand();
    String first = arguments.isEmpty() ? "" : arguments.get(0);
    boolean one = all.of(root.settings).containsKey(first);
    return root.with(all, name -> !one || name.equals(first));
  }

  private CommandLine with(Subcommands all, Predicate<String> wanted) {
    CommandLine line = CommandGroups.in(new CommandLine(this));
    all.of(settings)
        .forEach(
            (name, subcommand) -> {
              if (wanted.test(name)) {
                line.addSubcommand(subcommand.get());
              }
            });
    return line.setParameterExceptionHandler(UsageErrors::explain)
        .setExecutionExceptionHandler(Failures::explain);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
