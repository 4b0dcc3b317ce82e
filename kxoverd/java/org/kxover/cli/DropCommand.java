package org.kxover.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.ConfigException;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kxover drop}: an end to a crossover, on our side. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Has the running kxoverd delete our principal of the crossover with REALM, keys in force too,"
          + " for one direction or both. On a terminal it shows what there is and asks first.",
      "%n  out   krbtgt/REALM@OURS. The next of our users who wants to go there has a new key made,"
          + " whatever REALM has; REALM keeps the old one till its end, and serves the tickets that"
          + " our users have.",
      "  in    krbtgt/OURS@REALM. Users of REALM are refused here at once, until REALM deletes its"
          + " own principal, or renews its key.",
      "%nTo keep a realm out, say so in peer_realms of the settings, and reload them; then drop it."
          + " What an administrator keyed by hand, closed, or put string attributes on is refused:"
          + " kadmin's delprinc is for that."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:there is no such principal any more, or there was none",
      "1:failed, refused, or answered with no; the reason is on standard error",
      "2:the command line is wrong; without a terminal it takes --yes",
      "3, 4, 5:kxoverd could not be asked; see \"kxover --help\""
    })
final class DropCommand extends OrderCommand {
  /** Which way users go. */
  enum Way {
    OUT(Role.CLIENT),
    IN(Role.SERVICE);

    private final Role role;

    Way(Role role) {
      this.role = role;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--direction",
      paramLabel = "WAY",
      description = "out: our users to REALM; in: users of REALM to us (default: both)")
  private Way direction;

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  private final Terminal terminal;

  DropCommand(SettingsFile settings, Terminal terminal) {
    super(settings);
    this.terminal = terminal;
  }

  @Override
  ControlRequest order(Optional<Realm> realm, Realm peer) {
    return ControlRequest.drop(realm, peer, Optional.ofNullable(direction).map(way -> way.role));
  }

  @Override
  public Integer call() throws ConfigException, ControlException {
    if (!yes) {
      ControlClient.Answer now = status();
      if (!now.result().equals("done")) {
        return print(now);
      }
      if (!isSure(now)) {
        spec().commandLine().getErr().println(spec().qualifiedName() + ": nothing was deleted");
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    return super.call();
  }

  private boolean isSure(ControlClient.Answer now) {
    List<Map<String, String>> there =
        now.items().stream()
            .filter(item -> "crossover".equals(item.get("item")))
            .filter(item -> direction == null || direction.toString().equals(item.get("direction")))
            .toList();
    // To the terminal of whoever is asked, and not into what a program reads.
    PrintWriter to = spec().commandLine().getErr();
    for (Map<String, String> item : there) {
      to.println(
          item.get("principal")
              + ", kvno "
              + item.get("kvno")
              + ": "
              + ("out".equals(item.get("direction"))
                  ? "the next of our users who asks has a new key made; tickets that are out are"
                      + " served by "
                      + peer()
                      + " till they end"
                  : "users of "
                      + peer()
                      + " are refused here at once, until "
                      + peer()
                      + " drops or renews its key too"));
    }
    if (there.isEmpty()) {
      to.println("There is no crossover with " + peer() + ".");
    }
    String said =
        terminal
            .ask("Delete on our side? [y/N]")
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec().commandLine(), "there is no terminal to ask on; --yes deletes"))
            .strip();
    return said.equalsIgnoreCase("y") || said.equalsIgnoreCase("yes");
  }
}
