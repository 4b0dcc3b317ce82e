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

/** {@code kxover drop}: ends a crossover on our side. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Orders the running kxoverd to delete our principal of the crossover"
          + " with REALM, for one direction or both, even if its keys are in"
          + " force. It first shows the principals and asks on the terminal.",
      "%n  out   krbtgt/REALM@OURS. When the next of our users wants to go"
          + " to REALM, kxoverd makes a new key. REALM keeps the old key until it"
          + " ends, and accepts the tickets that our users already have.",
      "  in    krbtgt/OURS@REALM. Users of REALM are refused here at once,"
          + " until REALM deletes its own principal or renews its key.",
      "%nTo keep a realm out, deny it in peer_realms of the settings,"
          + " reload the settings, and then drop the realm. kxoverd does not"
          + " delete a principal that an administrator keyed by hand, closed, or"
          + " gave string attributes: use delprinc of kadmin for these."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the principals were deleted, or there were none",
      "1:failed, refused, or answered with no; the reason is on standard error",
      "2:the command line is wrong, or there is no terminal and --yes is missing",
      "3, 4, 5:kxoverd did not answer, or not completely; see \"kxover --help\""
    })
final class DropCommand extends OrderCommand {
  enum Direction {
    OUT(Optional.of(Role.CLIENT)),
    IN(Optional.of(Role.SERVICE)),
    BOTH(Optional.empty());

    private final Optional<Role> role;

    Direction(Optional<Role> role) {
      this.role = role;
    }

    /** True for a principal of that direction, in the words of the status. */
    boolean has(String word) {
      return this == BOTH || toString().equals(word);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--direction",
      paramLabel = "DIRECTION",
      defaultValue = "both",
      description = "out: our users to REALM; in: users of REALM to us; both (default: both)")
  private Direction direction;

  @Option(names = "--yes", description = "delete without asking")
  private boolean yes;

  private final Terminal terminal;

  DropCommand(SettingsFile settings, Terminal terminal) {
    super(settings);
    this.terminal = terminal;
  }

  @Override
  ControlRequest order(Optional<Realm> realm, Realm peer) {
    return ControlRequest.drop(realm, peer, direction.role);
  }

  @Override
  public Integer call() throws ConfigException, ControlException {
    if (!yes) {
      ControlClient.Answer now = status();
      if (!now.result().equals("done")) {
        return print(now);
      }
      if (!isConfirmed(now)) {
        spec().commandLine().getErr().println(spec().qualifiedName() + ": nothing was deleted");
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    return super.call();
  }

  private boolean isConfirmed(ControlClient.Answer now) {
    List<Map<String, String>> principals =
        now.items().stream()
            .filter(item -> "crossover".equals(item.get("item")))
            .filter(item -> direction.has(item.get("direction")))
            .toList();
    // Standard output stays free for the result, which a program may read.
    PrintWriter terminalOut = spec().commandLine().getErr();
    for (Map<String, String> item : principals) {
      terminalOut.println(
          item.get("principal")
              + ", kvno "
              + item.get("kvno")
              + ": "
              + ("out".equals(item.get("direction"))
                  ? "kxoverd makes a new key when the next of our users asks; "
                      + peer()
                      + " accepts existing tickets until they end"
                  : "users of "
                      + peer()
                      + " are refused here at once, until "
                      + peer()
                      + " deletes or renews its key too"));
    }
    if (principals.isEmpty()) {
      terminalOut.println("There is no crossover with " + peer() + ".");
    }
    String said =
        terminal
            .ask("Delete the principals on our side? [y/N]")
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec().commandLine(),
                        "there is no terminal to ask on; use --yes to delete without asking"))
            .strip();
    return said.equalsIgnoreCase("y") || said.equalsIgnoreCase("yes");
  }
}
