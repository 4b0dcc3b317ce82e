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

/** {@code kxover status}: what the daemon has, does, and could not do. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the crossovers of the running kxoverd, the exchanges in work, renewals that wait for"
          + " their next try, and what failed lately and why.",
      "It shows each crossover as the database was read last, which costs nothing and may be some"
          + " hours old where another hand changed it; of one REALM, and with --read, as it is.",
      "%nThe columns: DIR is out for our users at the peer, in for users of the peer here. ETYPES"
          + " is the strongest encryption type of the newest key, and how many more it has; GROUP"
          + " the group of the TLS handshake that made it; AGE and TILL when it came in force and"
          + " when it ends. RENEWAL is when it is renewed, or why not: \"by peer\" where the other"
          + " realm does, \"-\" where it is let end if it stays unused, \"next use\" where the next"
          + " question of the KDC makes a new one. USED is how long ago our KDC asked for it,"
          + " which it does every few minutes while it needs it; of those that come in, only the KDC"
          + " knows.",
      "%nThe states: in force; expiring, where our KDC gives no ticket any more and those that it"
          + " gave are served; ended; closed, by an administrator; by hand, keyed by an"
          + " administrator; unreadable, where the log says what to correct."
    },
    footerHeading = "%nJSON:%n",
    footer = {
      "An object with time, and realms: a list of objects with realm, unread (the number of"
          + " principals that were not read yet or cannot be), crossovers, exchanges and failures,"
          + " lists of objects. These have",
      "  realm, direction (out or in), peer;",
      "  a crossover: principal, state, read, kvno, etypes (a list), group, daemon (HOST:PORT that"
          + " it was agreed with), from, till, age, older_keys, renewal (planned, in work, retry,"
          + " not planned, too late, by peer, none), renewal_at, attempts (that failed), reason (of"
          + " retry and not planned), last_use;",
      "  an exchange, which is in work: age;",
      "  a failure: outcome, reason, count, first, last; no peer where that is not known.",
      "What is not known is left out. Times are ISO 8601 in UTC; age is in seconds."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:told, whatever there is",
      "1:failed, with the reason on standard error",
      "2:the command line is wrong",
      "3, 4, 5:kxoverd could not be asked; see \"kxover --help\""
    })
final class StatusCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm, in its own spelling; all where it is left out")
  private Realm peer;

  @Option(
      names = "--read",
      description = "read each principal of the database for it: some milliseconds for each")
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
