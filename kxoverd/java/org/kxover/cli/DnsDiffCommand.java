package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.Settings;
import org.kxover.publish.KeyFolder;
import org.kxover.publish.OwnRecord;
import org.kxover.publish.OwnZone;
import org.kxover.publish.PublishedList;
import org.kxover.publish.ServerView;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover dns diff}: compares our records with those that the zones' servers have. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the records of \"kxover dns\" with what each server of their"
          + " zones has. It asks the servers in the zone's NS records directly, not"
          + " the resolver.",
      "A line with + is a record that a server lacks. A line with - is a"
          + " record that \"kxover dns publish\" made and that is no longer"
          + " needed. A line with = is a record at one of our names that is not ours;"
          + " it counts as no difference."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:each server has the records",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong",
      "6:a server has other records, or did not answer"
    })
final class DnsDiffCommand implements Callable<Integer> {
  /** DNS does not have what it should have. */
  static final int DIFFERENT = 6;

  @Option(names = "--json", description = "print one JSON object on standard output, for programs")
  private boolean json;

  @Mixin private final ZoneOptions options = new ZoneOptions();
  @Spec private CommandSpec spec;
  private final SettingsFile file;
  private final Clock clock;

  DnsDiffCommand(SettingsFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Settings settings = file.load();
    OwnDns dns = OwnDns.of(settings, file, options);
    Map<OwnZone, List<ServerView>> views = new LinkedHashMap<>();
    for (OwnZone zone : dns.zones(published(dns.folder()), clock)) {
      views.put(zone, dns.publication().views(zone));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.of(Map.of("zones", views.entrySet().stream().map(DnsDiffCommand::json).toList())));
    } else {
      views.forEach((zone, list) -> list.forEach(view -> print(zone, view, out)));
    }
    return exitCode(views.values().stream().flatMap(List::stream).toList());
  }

  /** Who may not read the list sees a former record as that of somebody else. */
  private static List<OwnRecord> published(KeyFolder folder) throws IOException {
    try {
      return PublishedList.peek(folder);
    } catch (AccessDeniedException e) {
      return List.of();
    }
  }

  static int exitCode(List<ServerView> views) {
    return views.stream().allMatch(ServerView::isRight) ? CommandLine.ExitCode.OK : DIFFERENT;
  }

  static void print(OwnZone zone, ServerView view, PrintWriter out) {
    String about = "zone " + zone.name() + ", server " + view.server() + ": ";
    out.println(
        about
            + view.failure()
                .map(why -> "no answer: " + why)
                .orElse(view.isRight() ? whenRight(zone) : "differs"));
    view.missing().forEach(record -> out.println("  + " + record));
    view.outdated().forEach(record -> out.println("  - " + record));
    view.others().forEach(record -> out.println("  = " + record));
  }

  private static String whenRight(OwnZone zone) {
    return zone.wanted().isEmpty() ? "no longer has our records" : "has our records";
  }

  private static Map<String, Object> json(Map.Entry<OwnZone, List<ServerView>> zone) {
    List<Object> servers = new ArrayList<>();
    for (ServerView view : zone.getValue()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("server", view.server());
      view.failure().ifPresent(why -> object.put("failure", why));
      object.put("missing", records(view.missing()));
      object.put("outdated", records(view.outdated()));
      object.put("others", records(view.others()));
      servers.add(object);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("zone", zone.getKey().name());
    object.put("servers", servers);
    return object;
  }

  private static List<Object> records(List<OwnRecord> records) {
    return new ArrayList<>(records.stream().map(DnsFormat::json).toList());
  }
}
