package org.kxover.cli;

import java.util.Optional;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Command;

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
final class RenewCommand extends OrderCommand {
  RenewCommand(SettingsFile settings) {
    super(settings);
  }

  @Override
  ControlRequest order(Optional<Realm> realm, Realm peer) {
    return ControlRequest.order(ControlRequest.Command.RENEW, realm, peer);
  }
}
