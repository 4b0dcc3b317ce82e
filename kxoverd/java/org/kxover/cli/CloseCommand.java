package org.kxover.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.opening.Service;
import org.kxover.opening.ServiceName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kxover close}: closes a service to users of other realms. */
@Command(
    name = "close",
    mixinStandardHelpOptions = true,
    description = {
      "Closes SERVICE to users of other realms: deletes the string attribute kxover.open of its"
          + " principal. The KDC issues them no more tickets for it. Tickets that they have stay"
          + " valid until they end. A service that kdc.conf opens ([kxover] open) stays open."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the service is closed",
      "1:failed, or it is no service; the reason is on standard error",
      "2:the command line is wrong"
    })
final class CloseCommand extends ServiceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SERVICE",
      description = "the service's principal, such as HTTP/www.b.example")
  private String service;

  CloseCommand(SettingsFile settings) {
    super(settings);
  }

  @Override
  public Integer call() throws ConfigException, IOException, KerberosSyntaxException {
    RealmSettings own = own();
    Service found = database(own).find(ServiceName.parse(service, own.realm()));
    ServiceName name = found.name().orElseThrow();
    if (found.open().isEmpty()) {
      print(name + " was not open.");
    } else {
      database(own).close(found);
      print(name + " is closed; it was open: " + found.open().get());
    }
    return CommandLine.ExitCode.OK;
  }
}
