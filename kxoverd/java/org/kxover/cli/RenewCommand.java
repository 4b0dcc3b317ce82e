package org.kxover.cli;

import java.util.Optional;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Command;

/** {@code kxover renew}: makes the next key now. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description = {
      "Orders the running kxoverd to agree with REALM on the next key for"
          + " our users who go there. It prints the result in the words of the"
          + " log.",
      "Existing tickets stay valid: REALM keeps the old key until it ends."
          + " REALM itself renews the keys for its users who come here."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:both databases have the next key",
      "1:failed or refused; the reason is on standard error; the old key stays in force",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd did not answer, or not completely; see \"kxover --help\""
    })
final class RenewCommand extends OrderCommand {
  RenewCommand(SettingsFile settings) {
    super(settings);
  }

  @Override
  ControlRequest order(Optional<Realm> realm, Realm peer) {
    return ControlRequest.order(ControlRequest.Command.RENEW, realm, peer);
  }
}
