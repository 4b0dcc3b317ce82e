package org.kxover.cli;

import java.util.Optional;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Command;

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
final class CrossCommand extends OrderCommand {
  CrossCommand(SettingsFile settings) {
    super(settings);
  }

  @Override
  ControlRequest order(Optional<Realm> realm, Realm peer) {
    return ControlRequest.order(ControlRequest.Command.CROSS, realm, peer);
  }
}
