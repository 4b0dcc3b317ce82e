package org.kxover.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kxover.blocking.RealmBlocks;
import org.kxover.config.ConfigException;
import org.kxover.config.ControlSettings;
import org.kxover.config.RealmSettings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What {@code kxover block} and {@code kxover unblock} have in common. */
abstract class BlockingCommand extends ServiceCommand implements Callable<Integer> {
  /** The KDC needs no answer of kxoverd for a block. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

  @Parameters(
      arity = "0..1",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm")
  private Realm other;

  @Option(names = "--all", description = "all other realms, in place of REALM")
  private boolean all;

  private final InstantSource clock;

  BlockingCommand(SettingsFile settings, InstantSource clock) {
    super(settings);
    this.clock = clock;
  }

  /**
   * Changes the database, unless it has the change already.
   *
   * @param other empty for all realms
   */
  abstract List<RealmBlocks.Crossover> change(RealmBlocks blocks, Optional<Realm> other)
      throws IOException;

  /**
   * Prints what the database has.
   *
   * @return the exit code
   */
  abstract int report(RealmSettings own, Optional<Realm> other, List<RealmBlocks.Crossover> found);

  @Override
  public Integer call() throws ConfigException, IOException {
    if (all == (other != null)) {
      throw new ParameterException(spec().commandLine(), "name either REALM or --all");
    }
    RealmSettings own = own();
    if (own.isReplica() && !namesKadmin()) {
      throw new IOException(
          "this KDC has a copy of the database, and the next copy would undo the change: run this on"
              + " the primary, or name a kadmin that reaches it (--kadmin)");
    }
    Optional<Realm> which = Optional.ofNullable(other);
    RealmBlocks blocks = new RealmBlocks(own.realm(), kadmin(own), own.kadminEnvironment(), clock);
    List<RealmBlocks.Crossover> found = change(blocks, which);
    if (isReadByDaemon(own)) {
      // kxoverd may have been writing a key that it had begun before. It is done with that now.
      found = change(blocks, which);
    }
    return report(own, which, found);
  }

  /** Makes a kxoverd on this machine read the crossovers, which its status then shows. */
  private boolean isReadByDaemon(RealmSettings own) throws ConfigException {
    ControlClient client =
        new ControlClient(settings().load().get(ControlSettings.SOCKET), ANSWER_LIMIT);
    List<Realm> names = new ArrayList<>(List.of(all ? AllRealms.REALM : other));
    if (!all && !other.name().equals(other.name().toUpperCase(Locale.ROOT))) {
      names.add(new Realm(other.name().toUpperCase(Locale.ROOT)));
    }
    try {
      for (Realm name : names) {
        client.ask(ControlRequest.status(Optional.of(own.realm()), Optional.of(name), true));
      }
      return true;
    } catch (ControlException e) {
      return false;
    }
  }

  /** The names of the crossovers in that state, for a sentence; empty if there are none. */
  static String names(List<RealmBlocks.Crossover> found, RealmBlocks.State state) {
    return found.stream()
        .filter(one -> one.state() == state)
        .map(RealmBlocks.Crossover::name)
        .collect(Collectors.joining(" and "));
  }

  /** Prints a problem on standard error, and returns the exit code. */
  final int failed(String problem) {
    spec().commandLine().getErr().println(spec().qualifiedName() + ": " + problem);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
