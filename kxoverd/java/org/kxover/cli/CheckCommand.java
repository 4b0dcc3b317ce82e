package org.kxover.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.check.Checks;
import org.kxover.check.DatabaseOpener;
import org.kxover.check.Report;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kxover check}: finds what prevents a crossing. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks everything that a crossing needs: settings and their files, clock, secure DNS"
          + " (whether it accepts a signed name and refuses a forged one), our own DNS records as"
          + " others see them, certificate, port, key database, daemon, KDC, the guard as kxoverd"
          + " saw it in each KDC, the services that are open, and [capaths] in krb5.conf. Each line"
          + " says ok, warning or error; a line below says what to do.",
      "It runs kadmin as the user of kxoverd, and asks the running kxoverd which processes of"
          + " the KDC ask it. Findings that other machines may see otherwise say \"seen from this"
          + " machine only\".",
      "With another realm, or a host of another realm, it also goes the whole way of a user: to"
          + " the key of that realm and, if all is well so far, to a ticket for its test service"
          + " kxover/HOST or, with --ccache, for a service of the host.",
      "Run it as root on the KDC. It makes the principals"
          + " krbtgt/OURS@KXOVER-CHECK.INVALID and kxover-check in the key database, and deletes"
          + " them again."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:there are no errors; there may be warnings",
      "1:there are errors, or the settings cannot be read",
      "2:the command line is wrong"
    })
final class CheckCommand implements Callable<Integer> {
  private static final String DEFAULT_BOGUS_NAME = "dnssec-failed.org";

  @Parameters(
      arity = "0..1",
      paramLabel = "REALM|HOST",
      description =
          "another realm, in its exact spelling, or a host; a name with a lower case"
              + " letter is a host")
  private String target;

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the local realm to check (default: the first in the settings)")
  private Realm realm;

  @Option(
      names = "--bogus-name",
      paramLabel = "NAME",
      defaultValue = DEFAULT_BOGUS_NAME,
      description =
          "a name in DNS whose DNSSEC signatures are known to be wrong (default:"
              + " ${DEFAULT-VALUE})")
  private String bogus;

  @Option(
      names = "--ccache",
      paramLabel = "FILE",
      description =
          "a file with a user's tickets, to try a service of HOST (default: a principal is made"
              + " for the check, and the other realm's test service is tried)")
  private String cache;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "host",
      description =
          "with --ccache: which service of HOST to try, such as HTTP (default: ${DEFAULT-VALUE})")
  private String service;

  @Option(names = "--json", description = "print one JSON object on standard output, for programs")
  private boolean json;

  @Spec private CommandSpec spec;
  private final SettingsFile settings;
  private final Resolver resolver;
  private final DatabaseOpener databases;
  private final Clock clock;
  private final SecureRandom random;

  CheckCommand(
      SettingsFile settings,
      Resolver resolver,
      DatabaseOpener databases,
      Clock clock,
      SecureRandom random) {
    this.settings = settings;
    this.resolver = resolver;
    this.databases = databases;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, TrustAnchorException {
    Name bogusName;
    try {
      bogusName = Name.fromString(bogus, Name.root);
    } catch (TextParseException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--bogus-name is not a DNS name: " + bogus);
    }
    Settings all = settings.load();
    RealmSettings one = settings.realm(spec, all, Optional.ofNullable(realm));
    SecureDns dns = resolver.of(all);
    PrintWriter out = spec.commandLine().getOut();
    Report report = Findings.report(out, json);
    new Checks(settings.path(), all, one, dns, databases, clock, random)
        .run(
            new Checks.Question(
                Optional.ofNullable(target),
                service,
                Optional.ofNullable(cache).map(CheckCommand::path),
                bogusName),
            System.getenv(),
            report);
    if (json) {
      Findings.printJson(report, out);
    }
    return report.hasErrors() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  /** The path of a cache, which may be written as in KRB5CCNAME. */
  private static Path path(String cache) {
    return Path.of(cache.startsWith("FILE:") ? cache.substring("FILE:".length()) : cache);
  }
}
