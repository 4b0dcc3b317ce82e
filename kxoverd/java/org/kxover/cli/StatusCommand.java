package org.kxover.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.control.CrossoverPages;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kxover status}: the crossovers, exchanges and recent failures of the running daemon. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the crossovers of the running kxoverd, the exchanges in"
          + " progress, the renewals that will be retried, and recent failures"
          + " with their reasons.",
      "It shows each crossover as kxoverd last read it from the database."
          + " This may be some hours old if somebody else has changed the"
          + " database. With REALM or --read, kxoverd reads the database first.",
      "kxoverd remembers 2000 crossovers: those that were used, changed or read last. If the"
          + " database has more, only --read shows them all.",
      "Crossovers come in the order of their peers' names. The table has the first 1000, or as"
          + " many as --limit says, and then names the option for the next.",
      "%nThe columns: DIR is out for our users at the peer, in for users of"
          + " the peer here. ETYPES is the strongest encryption type of the"
          + " newest key, and how many more it has. GROUP is the group of the TLS"
          + " handshake that made it. AGE is how long it has been in force, and"
          + " TILL when it ends. RENEWAL is when kxoverd renews it. Instead of a"
          + " time it is \"by peer\" if the other realm renews it, \"-\" if the"
          + " key ends unless it is used, and \"next use\" if the next request of"
          + " the KDC makes a new key. USED is how long ago our KDC asked for the"
          + " key. The KDC asks every few minutes while it needs the key. It does"
          + " not ask for keys of direction in.",
      "%nThe states: in force; expiring (our KDC issues no more tickets"
          + " with the key, and the tickets that it issued are still accepted);"
          + " ended; closed (by an administrator); blocked (by kxover block); by hand (keyed by an"
          + " administrator); unreadable (the log says what to correct).",
      "%nThe guard: what kxoverd saw at each KDC of the realm when it tried it"
          + " last. guarded: the KDC has the guard. unguarded: it gave a ticket for"
          + " a closed service. unknown: it did neither, or gave no answer."
    },
    footerHeading = "%nJSON:%n",
    footer = {
      "An object with time and realms. realms is a list of objects with"
          + " realm, unread (the number of principals that were not read yet or"
          + " cannot be read), database (how many crossovers it had when they were last listed),"
          + " partial (yes, if some may be missing without --read), kdcs, exchanges, failures and crossovers. crossovers has all of"
          + " them, however many; with --limit, after is the realm for --after, if there are"
          + " more. During a change to a new"
          + " key by the timer it also has key_change (the step), key_change_since and, if"
          + " the step cannot be done, key_change_stuck (the reason). Crossovers,"
          + " exchanges and failures are lists of objects. These have",
      "  realm, direction (out or in), peer;",
      "  a crossover: principal, state, read, kvno, etypes (a list), group,"
          + " daemon (HOST:PORT with which the key was made), from, till, age,"
          + " older_keys, renewal (planned, in work, retry, not planned, too late,"
          + " by peer, none), renewal_at, attempts (how many failed), reason (of"
          + " retry and not planned), last_use;",
      "  an exchange, which is in progress: age;",
      "  a failure: outcome, reason, count, first, last; no peer if it is not known.",
      "  A KDC has realm, kdc, guard (guarded, unguarded, unknown), answered (yes"
          + " or no, at the last try), reason, seen (the time of the last try).",
      "Fields that are not known are left out. Times are ISO 8601 in UTC; age is in seconds."
          + " If the exit code is not 0, the object may be incomplete."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the status was printed",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd did not answer, or not completely; see \"kxover --help\""
    })
final class StatusCommand implements Callable<Integer> {
  /** Rows of a table. */
  private static final int TABLE_LIMIT = 1_000;

  private static final int MAX_LIMIT = ControlRequest.MAX_LIMIT;

  @Parameters(
      arity = "0..1",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm, in its exact spelling (default: all realms)")
  private Realm peer;

  @Option(
      names = "--read",
      description =
          "read the database first: the names of all crossovers, and each principal that is"
              + " shown, which takes about a millisecond for each")
  private boolean read;

  @Option(
      names = "--peer",
      paramLabel = "PATTERN",
      converter = RealmPatternOption.class,
      description =
          "only crossovers with realms whose names match; * stands for any characters, ? for one,"
              + " and case makes no difference")
  private RealmPattern peers;

  @Option(
      names = "--ending-before",
      paramLabel = "TIME",
      converter = EndOption.class,
      description =
          "only crossovers whose newest key ends before that day (2026-12-24), second"
              + " (2026-12-24T12:00:00Z), or time from now (7d)")
  private EndOption.Time end;

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description =
          "how many crossovers of each local realm, and the second direction of the last peer"
              + " (default: 1000, at most 10000; with --json all)")
  private Integer limit;

  @Option(
      names = "--after",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "begin after that other realm, where the page before ended")
  private Realm after;

  @Mixin private final DaemonOption daemon = new DaemonOption();
  @Spec private CommandSpec spec;
  private final SettingsFile settings;
  private final Clock clock;

  StatusCommand(SettingsFile settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Integer call() throws ConfigException, ControlException {
    ControlRequest request = request();
    ControlClient client = daemon.client(settings);
    ControlClient.Answer summary = client.ask(request.limit(0));
    if (!summary.result().equals("done")) {
      return OrderOutput.print(
          spec,
          new ControlClient.Answer(List.of(), summary.result(), summary.text()),
          daemon.json());
    }
    CrossoverPages pages = new CrossoverPages(client, request);
    return daemon.json() ? json(summary, pages) : table(summary, pages);
  }

  private ControlRequest request() {
    if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
      throw new ParameterException(spec.commandLine(), "--limit is not 1 to " + MAX_LIMIT);
    }
    if (peer != null && isFiltered()) {
      throw new ParameterException(
          spec.commandLine(), "REALM takes no --peer, --ending-before or --after");
    }
    ControlRequest request = ControlRequest.status(daemon.realm(), Optional.ofNullable(peer), read);
    if (peers != null) {
      request = request.peers(peers);
    }
    if (end != null) {
      request = request.endingBefore(end.at(clock));
    }
    return after == null ? request : request.after(after);
  }

  private boolean isFiltered() {
    return peers != null || end != null || after != null;
  }

  private int table(ControlClient.Answer summary, CrossoverPages pages) throws ControlException {
    List<Map<String, String>> items = new ArrayList<>(summary.items());
    for (Map<String, String> realm : Items.realms(summary)) {
      Realm local = new Realm(realm.get("realm"));
      CrossoverPages.End ended = pages.read(local, limit == null ? TABLE_LIMIT : limit, items::add);
      if (ended.failure().isPresent()) {
        return OrderOutput.print(spec, ended.failure().get(), false);
      }
      ended.after().ifPresent(last -> realm.put("after", last.name()));
    }
    spec.commandLine()
        .getOut()
        .println(
            new StatusTable(clock.instant(), Optional.ofNullable(peer), isFiltered(), read)
                .of(new ControlClient.Answer(items, summary.result(), summary.text())));
    return CommandLine.ExitCode.OK;
  }

  /** Prints the crossovers as they come, so that their number does not matter. */
  private int json(ControlClient.Answer summary, CrossoverPages pages) throws ControlException {
    PrintWriter out = spec.commandLine().getOut();
    JsonStream json = new JsonStream(out).begin('{');
    json.name("time").value(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    json.name("realms").begin('[');
    for (Map<String, String> realm : Items.realms(summary)) {
      String name = realm.get("realm");
      json.begin('{');
      Items.json(realm).forEach((field, value) -> json.name(field).value(value));
      json.name("kdcs").value(Items.json(Items.of(summary, "kdc", name)));
      json.name("exchanges").value(Items.json(Items.of(summary, "exchange", name)));
      json.name("failures").value(Items.json(Items.of(summary, "failure", name)));
      json.name("crossovers").begin('[');
      CrossoverPages.End ended =
          pages.read(
              new Realm(name),
              limit == null ? Long.MAX_VALUE : limit,
              item -> json.value(Items.json(item)));
      if (ended.failure().isPresent()) {
        out.println();
        return OrderOutput.print(spec, ended.failure().get(), false);
      }
      json.end();
      ended.after().ifPresent(last -> json.name("after").value(last));
      json.end();
    }
    json.end().end();
    out.println();
    return CommandLine.ExitCode.OK;
  }
}
