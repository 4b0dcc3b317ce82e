package org.kxover.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.Settings;
import org.kxover.publish.OwnRecords;
import org.kxover.publish.OwnZone;
import org.kxover.publish.ZoneFinder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code kxover dns}: prints the DNS records by which other realms find and authenticate this
 * daemon.
 */
@Command(
    name = "dns",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Prints the DNS records to publish, in groups by zone. It asks the"
          + " resolver of the settings for the zones. The host's zone may be another than"
          + " the realm's.",
      "Each zone must be signed with DNSSEC, and its parent zone must have its DS record."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the records were printed; if a zone was not found, a comment and standard error say so",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong"
    })
final class DnsCommand implements Callable<Integer> {
  private static final int MAX_TTL = 604_800;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "the TTL of the records, in seconds (default: ${DEFAULT-VALUE})")
  private int ttl;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "zone",
      description =
          "zone: lines of a zone file; nsupdate: commands for nsupdate; json: one object"
              + " for programs (default: ${DEFAULT-VALUE})")
  private DnsFormat format;

  @Option(names = "--offline", description = "do not ask for the zones, and print no groups")
  private boolean offline;

  @Spec private CommandSpec spec;

  private final SettingsFile settings;
  private final Clock clock;

  DnsCommand(SettingsFile settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    requireTtl(ttl, spec);
    if (offline && format != DnsFormat.ZONE) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--offline is for --format zone only: the other formats need zones");
    }
    Settings all = settings.load();
    OwnRecords own = OwnRecords.of(all, new KeyRecords(clock, true));
    // Only now: after an error nothing is printed, because some of the records are worse than none.
    lines(all, own).forEach(spec.commandLine().getOut()::println);
    return CommandLine.ExitCode.OK;
  }

  private List<String> lines(Settings all, OwnRecords own) throws IOException {
    if (offline) {
      return DnsFormat.records(own.all(), own, ttl);
    }
    try {
      return format.lines(zones(all, own), own, ttl);
    } catch (IOException e) {
      if (format != DnsFormat.ZONE) {
        throw e;
      }
      spec.commandLine()
          .getErr()
          .println(
              spec.qualifiedName()
                  + ": cannot find the zones of the records: "
                  + Failures.words(e)
                  + "; put each record into the zone that serves its name");
      List<String> lines = new ArrayList<>();
      lines.add("; The zones of these records were not found.");
      lines.addAll(DnsFormat.records(own.all(), own, ttl));
      return lines;
    }
  }

  private static List<OwnZone> zones(Settings all, OwnRecords own) throws IOException {
    return OwnZone.group(own.all(), List.of(), new ZoneFinder(ZoneOptions.resolver(all)));
  }

  static void requireTtl(int ttl, CommandSpec spec) {
    if (ttl < 0 || ttl > MAX_TTL) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--ttl must be from 0 to " + MAX_TTL + ", not " + ttl);
    }
  }
}
