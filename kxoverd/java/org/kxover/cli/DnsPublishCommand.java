package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.Settings;
import org.kxover.publish.Change;
import org.kxover.publish.OwnZone;
import org.kxover.publish.Publication;
import org.kxover.publish.PublishedList;
import org.kxover.publish.Publishers;
import org.kxover.publish.ServerView;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover dns publish}: makes the zones' servers have our records. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = {
      "Adds the records of \"kxover dns\" to their zones, and removes those"
          + " that it added earlier and that are no longer needed. Records of others"
          + " stay, also at the same names. Then it asks the servers of each zone until"
          + " they have the records.",
      "It uses nsupdate (RFC 2136), or a program of yours. Run it as root:"
          + " the keys are in the folder dns beside the settings file, which only root"
          + " can read. That folder also has the list of the records that it added."
    },
    footerHeading = "%nThe program of --hook:%n",
    footer = {
      "It runs once for each record, without arguments. Its standard input"
          + " is lines of the form name=value, in this order, and then ends:",
      "  kxover-dns=1, the version of this format;",
      "  action=add or action=remove;",
      "  zone=, name=, both with a dot at the end;",
      "  type=TXT, type=SRV or type=TLSA;",
      "  ttl=, in seconds;",
      "  data=, as in a zone file.",
      "To add a record that exists, or to remove one that does not exist, is"
          + " no error. The exit code 0 says that it was done. The last line of its"
          + " output is shown for any other code. It has 60 seconds."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:each server of each zone has the records",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong",
      "6:the records were sent, but a server does not have them yet, or did not answer"
    })
final class DnsPublishCommand implements Callable<Integer> {
  private static final int MAX_WAIT = 3600;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description =
          "the TTL of new records; where a name has records, theirs (default: ${DEFAULT-VALUE})")
  private int ttl;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "how long to ask the servers of a zone (default: ${DEFAULT-VALUE})")
  private int wait;

  @Option(names = "--dry-run", description = "show the changes, and do not make them")
  private boolean dryRun;

  @Option(names = "--remove", description = "remove all records that this command added")
  private boolean remove;

  @Mixin private final PublisherOptions how = new PublisherOptions();
  @Mixin private final ZoneOptions where = new ZoneOptions();
  @Spec private CommandSpec spec;
  private final SettingsFile file;
  private final Clock clock;

  DnsPublishCommand(SettingsFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    DnsCommand.requireTtl(ttl, spec);
    if (wait < 0 || wait > MAX_WAIT) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--wait must be from 0 to " + MAX_WAIT + ", not " + wait);
    }
    Settings settings = file.load();
    Publishers publishers = how.publishers(settings, where, file, spec);
    OwnDns dns = OwnDns.of(settings, file, where);
    int exitCode = CommandLine.ExitCode.OK;
    try (PublishedList list = PublishedList.open(dns.folder())) {
      for (OwnZone zone : zones(dns, list)) {
        exitCode = Math.max(exitCode, publish(zone, dns.publication(), publishers, list));
      }
    }
    return exitCode;
  }

  private List<OwnZone> zones(OwnDns dns, PublishedList list) throws IOException {
    return remove ? dns.withoutAny(list.records()) : dns.zones(list.records(), clock);
  }

  private int publish(
      OwnZone zone, Publication publication, Publishers publishers, PublishedList list)
      throws IOException {
    List<ServerView> views = publication.views(zone);
    if (views.stream().allMatch(view -> view.failure().isPresent())) {
      throw new IOException(
          "no server of the zone " + zone.name() + " answers: " + views.get(0).failure().get());
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Change> changes = Change.of(views, ttl);
    changes.forEach(out::println);
    if (dryRun) {
      return CommandLine.ExitCode.OK;
    }
    Publication.publish(zone, changes, publishers.of(zone.name()), list);
    List<ServerView> after = publication.await(zone, Duration.ofSeconds(wait));
    after.forEach(view -> DnsDiffCommand.print(zone, view, out));
    if (after.stream().allMatch(ServerView::isRight)) {
      Publication.forget(zone, list);
    }
    return DnsDiffCommand.exitCode(after);
  }
}
