package org.kxover.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.check.Checks;
import org.kxover.check.DatabaseOpener;
import org.kxover.check.Finding;
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
      "With another realm, or a host of another realm, it also checks the"
          + " way to that realm, up to the TLS handshake. It does not begin an"
          + " exchange.",
      "Run it as root on the KDC. It makes the principal"
          + " krbtgt/OURS@KXOVER-CHECK.INVALID in the key database, and deletes it"
          + " again."
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
    Report report = new Report(json ? finding -> {} : finding -> print(finding, out));
    new Checks(settings.path(), all, one, dns, databases, clock, random)
        .run(Optional.ofNullable(target), bogusName, System.getenv(), report);
    if (json) {
      out.println(
          Json.of(Map.of("findings", report.findings().stream().map(CheckCommand::json).toList())));
    }
    return report.hasErrors() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private static void print(Finding finding, PrintWriter out) {
    out.printf("%-8s %s: %s%n", finding.level(), finding.subject(), finding.text());
    if (!finding.advice().isEmpty()) {
      out.printf("         -> %s%n", finding.advice());
    }
    out.flush();
  }

  private static Map<String, String> json(Finding finding) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("level", finding.level().toString());
    fields.put("subject", finding.subject());
    fields.put("text", finding.text());
    fields.put("advice", finding.advice());
    return fields;
  }
}
