package org.kxover.cli;

import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kxover renew}: the next key, now. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description = {
      "Has the running kxoverd agree on the next key with REALM, with which our users go there, and"
          + " tells what came of it in the words of the log.",
      "No ticket fails: REALM keeps the old key till its end. Keys with which users of REALM come"
          + " here are renewed by that realm."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:both databases have the next key",
      "1:failed or refused, with the reason on standard error; the old key stays in force",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd could not be asked; see \"kxover --help\""
    })
final class RenewCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm, in its own spelling")
  private Realm peer;

  @Mixin private final DaemonOption daemon = new DaemonOption();
  @Spec private CommandSpec spec;
  private final SettingsFile settings;

  RenewCommand(SettingsFile settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws ConfigException, ControlException {
    ControlRequest request =
        ControlRequest.order(ControlRequest.Command.RENEW, daemon.realm(), peer);
    return OrderOutput.print(spec, daemon.ask(settings, request), daemon.json());
  }
}
