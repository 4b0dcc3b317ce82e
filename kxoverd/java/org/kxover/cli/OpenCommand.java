package org.kxover.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.opening.OpenRules;
import org.kxover.opening.Service;
import org.kxover.opening.ServiceAdvice;
import org.kxover.opening.ServiceName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kxover open}: opens a service to users of other realms. */
@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = {
      "Opens SERVICE to users of other realms. The guard in the KDC refuses them every service"
          + " that is not open. This sets the string attribute kxover.open on the service's"
          + " principal, with your own rights on the database. It holds at the KDC's next request.",
      "It prints the DNS record by which other realms find the service, and what to look at in the"
          + " service's own configuration first. Only a service of a host can be open: no user, and"
          + " no service of the KDC (krbtgt, kadmin, kiprop, K/M)."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the service has these rules",
      "1:failed, or the service must not be opened; the reason is on standard error",
      "2:the command line is wrong"
    })
final class OpenCommand extends ServiceCommand implements Callable<Integer> {
  private static final String EVERYBODY = "allow *";

  @Parameters(
      paramLabel = "SERVICE",
      description = "the service's principal, such as HTTP/www.b.example")
  private String service;

  @Option(
      names = "--to",
      paramLabel = "RULES",
      defaultValue = EVERYBODY,
      description =
          "which realms' users may come in: rules as in the setting peer_realms, such as"
              + " \"allow *.edu, deny *\" (default: ${DEFAULT-VALUE})")
  private String rules;

  @Option(names = "--anonymous", description = "let anonymous users in too (RFC 8062)")
  private boolean anonymous;

  OpenCommand(SettingsFile settings) {
    super(settings);
  }

  @Override
  public Integer call() throws ConfigException, IOException, KerberosSyntaxException {
    OpenRules parsed = OpenRules.parse(rules);
    OpenRules wanted = anonymous ? parsed.withAnonymous() : parsed;
    RealmSettings own = own();
    Service found = database(own).find(ServiceName.parse(service, own.realm()));
    ServiceName name = found.name().orElseThrow();
    if (found.servesNobody()) {
      throw new IOException(
          name
              + " gets no tickets from the KDC (-allow_svr, as users have, or -allow_tix), so it"
              + " cannot be opened");
    }
    if (found.open().equals(Optional.of(wanted.toString()))) {
      print(name + said(wanted, " already") + wanted);
    } else {
      database(own).open(found, wanted);
      print(
          name
              + said(wanted, "")
              + wanted
              + found.open().map(before -> " (before: " + before + ")").orElse(""));
    }
    if (!wanted.isForNobody()) {
      advise(name);
    }
    return CommandLine.ExitCode.OK;
  }

  private static String said(OpenRules rules, String already) {
    return rules.isForNobody()
        ? " lets in nobody of another realm" + already + ", as no rule allows any: "
        : " is open" + already + ": ";
  }

  private void advise(ServiceName name) {
    print("");
    print("Other realms find it by this record, in a signed zone:");
    print("  _kerberos." + name.host() + ". 3600 IN TXT \"" + name.realm() + "\"");
    ServiceAdvice advice = ServiceAdvice.of(name.service());
    print("");
    print("Look at its configuration: " + advice.lookAt() + ".");
    print("Lines such as these let in users of B.EXAMPLE, and alice@A.EXAMPLE by name:");
    advice.lines().forEach(line -> print("  " + line));
  }
}
