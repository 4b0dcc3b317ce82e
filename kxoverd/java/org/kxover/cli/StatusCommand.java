package org.kxover.cli;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
          + " ended; closed (by an administrator); by hand (keyed by an"
          + " administrator); unreadable (the log says what to correct).",
      "%nThe guard: what kxoverd saw at each KDC of the realm when it tried it"
          + " last. guarded: the KDC has the guard. unguarded: it gave a ticket for"
          + " a closed service. unknown: it did neither, or gave no answer."
    },
    footerHeading = "%nJSON:%n",
    footer = {
      "An object with time and realms. realms is a list of objects with"
          + " realm, unread (the number of principals that were not read yet or"
          + " cannot be read), crossovers, kdcs, exchanges and failures. During a change to a new"
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
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the status was printed",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd did not answer, or not completely; see \"kxover --help\""
    })
final class StatusCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm, in its exact spelling (default: all realms)")
  private Realm peer;

  @Option(
      names = "--read",
      description =
          "read each principal from the database first, which takes some milliseconds"
              + " for each")
  private boolean read;

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
    ControlClient.Answer answer =
        daemon.ask(
            settings, ControlRequest.status(daemon.realm(), Optional.ofNullable(peer), read));
    if (!answer.result().equals("done")) {
      return OrderOutput.print(
          spec, new ControlClient.Answer(List.of(), answer.result(), answer.text()), daemon.json());
    }
    spec.commandLine()
        .getOut()
        .println(
            daemon.json()
                ? Json.of(json(answer))
                : new StatusTable(clock.instant(), Optional.ofNullable(peer)).of(answer));
    return DaemonOption.exitCode(answer);
  }

  private Map<String, Object> json(ControlClient.Answer answer) {
    List<Object> realms = new ArrayList<>();
    for (Map<String, String> realm : Items.realms(answer)) {
      String name = realm.get("realm");
      Map<String, Object> object = Items.json(realm);
      object.put("crossovers", Items.json(Items.of(answer, "crossover", name)));
      object.put("kdcs", Items.json(Items.of(answer, "kdc", name)));
      object.put("exchanges", Items.json(Items.of(answer, "exchange", name)));
      object.put("failures", Items.json(Items.of(answer, "failure", name)));
      realms.add(object);
    }
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS));
    whole.put("realms", realms);
    return whole;
  }
}
