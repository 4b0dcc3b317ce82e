package org.kxover.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.kxover.check.DatabaseOpener;
import picocli.CommandLine;

/**
 * What the subcommands of {@code kxover} are made from.
 *
 * @param resolver for the subcommands that look into DNS
 * @param databases for the subcommand that checks the key database
 * @param terminal for questions
 */
record Subcommands(
    Clock clock,
    SecureRandom random,
    Resolver resolver,
    DatabaseOpener databases,
    Terminal terminal) {

  /** How to make each subcommand, by its name, in the order of the help. */
  Map<String, Supplier<Object>> of(SettingsFile settings) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("setup", () -> setup(settings));
    all.put("init", () -> new InitCommand(settings, terminal, System.getenv(), clock, random));
    all.put(
        "dns",
        () ->
            new CommandLine(new DnsCommand(settings, clock))
                .addSubcommand(new DnsDiffCommand(settings, clock))
                .addSubcommand(new DnsPublishCommand(settings, clock)));
    all.put(
        "cert",
        () ->
            new CommandLine(new CertCommand())
                .addSubcommand(new CertRollCommand(settings, resolver, clock, random)));
    all.put("check", () -> new CheckCommand(settings, resolver, databases, clock, random));
    all.put("why", () -> new WhyCommand(settings, resolver, clock, random));
    all.put("dane-check", () -> new DaneCheckCommand(clock));
    all.put("status", () -> new StatusCommand(settings, clock));
    all.put("cross", () -> new CrossCommand(settings));
    all.put("renew", () -> new RenewCommand(settings));
    all.put("drop", () -> new DropCommand(settings, terminal));
    all.put("block", () -> new BlockCommand(settings, clock));
    all.put("unblock", () -> new UnblockCommand(settings, clock));
    all.put("open", () -> new OpenCommand(settings));
    all.put("close", () -> new CloseCommand(settings));
    all.put("services", () -> new ServicesCommand(settings, resolver, random));
    return all;
  }

  /** The set-up runs other subcommands. */
  private SetupCommand setup(SettingsFile settings) {
    return new SetupCommand(
        settings,
        terminal,
        resolver,
        (out, err, arguments) ->
            KxoverCommand.create(clock, random, resolver, databases, terminal)
                .setOut(out)
                .setErr(err)
                .execute(arguments.toArray(String[]::new)),
        clock,
        random);
  }
}
