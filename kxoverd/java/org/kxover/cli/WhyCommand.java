package org.kxover.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.check.Report;
import org.kxover.check.Why;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kxover why}: the chain of causes for which users do not get to another realm. */
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = {
      "Says why users do not get to a host or a realm, as one chain.",
      "It begins with what the running kxoverd knows of the last attempt. Then it goes each step"
          + " again, and stops at the first that fails: the names in DNS, zone by zone from the"
          + " root; our policy; address and TLS of the other realm's servers; the exchange and the"
          + " key; our KDC.",
      "The last line that begins with \"error\" is the cause; the line below it says who must do"
          + " what. It changes nothing and begins no exchange."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is in the way now",
      "1:something is in the way, or the settings cannot be read",
      "2:the command line is wrong"
    })
final class WhyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "HOST|REALM",
      description =
          "a host, or another realm in its exact spelling; a name with a lower case letter is a"
              + " host")
  private String target;

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the local realm (default: the first in the settings)")
  private Realm realm;

  @Option(names = "--json", description = "print one JSON object on standard output, for programs")
  private boolean json;

  @Spec private CommandSpec spec;
  private final SettingsFile settings;
  private final Resolver resolver;
  private final Clock clock;
  private final SecureRandom random;

  WhyCommand(SettingsFile settings, Resolver resolver, Clock clock, SecureRandom random) {
    this.settings = settings;
    this.resolver = resolver;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, TrustAnchorException {
    Settings all = settings.load();
    RealmSettings one = settings.realm(spec, all, Optional.ofNullable(realm));
    PrintWriter out = spec.commandLine().getOut();
    Report report = Findings.report(out, json);
    new Why(settings.path(), all, one, resolver.of(all), clock, random).explain(target, report);
    if (json) {
      Findings.printJson(report, out);
    }
    return report.hasErrors() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }
}
