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

/** {@code kxover cross}: a key for our users at another realm, before any of them asks. */
@Command(
    name = "cross",
    mixinStandardHelpOptions = true,
    description = {
      "Has the running kxoverd make a key with REALM for our users, as it does when the first of"
          + " them wants to go there, and tells what came of it in the words of the log.",
      "Where there is a key of use already, made by hand too, nothing is done. What the settings do"
          + " not allow is refused here too."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:there is a key now",
      "1:failed or refused, with the reason on standard error",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd could not be asked; see \"kxover --help\""
    })
final class CrossCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm, in its own spelling")
  private Realm peer;

  @Mixin private final DaemonOption daemon = new DaemonOption();
  @Spec private CommandSpec spec;
  private final SettingsFile settings;

  CrossCommand(SettingsFile settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws ConfigException, ControlException {
    ControlRequest request =
        ControlRequest.order(ControlRequest.Command.CROSS, daemon.realm(), peer);
    return OrderOutput.print(spec, daemon.ask(settings, request), daemon.json());
  }
}
