package org.kxover.cli;

import java.util.Optional;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Command;

/** {@code kxover cross}: makes a key for our users at another realm before any of them needs it. */
@Command(
    name = "cross",
    mixinStandardHelpOptions = true,
    description = {
      "Orders the running kxoverd to make a key with REALM for our users,"
          + " as it does when the first of them wants to go there. It prints the"
          + " result in the words of the log.",
      "If there is a usable key already, even one made by hand, nothing is"
          + " done. kxoverd refuses a REALM that the settings do not allow."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:there is a key now",
      "1:failed or refused; the reason is on standard error",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd did not answer, or not completely; see \"kxover --help\""
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
