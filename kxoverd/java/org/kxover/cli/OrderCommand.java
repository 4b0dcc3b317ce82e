package org.kxover.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A subcommand that orders the running kxoverd to do something about another realm. */
abstract class OrderCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the other realm, in its exact spelling")
  private Realm peer;

  @Mixin private final DaemonOption daemon = new DaemonOption();
  @Spec private CommandSpec spec;
  private final SettingsFile settings;

  OrderCommand(SettingsFile settings) {
    this.settings = settings;
  }

  /**
   * The order to send to the daemon.
   *
   * @param realm the local realm, if the command line names one
   */
  abstract ControlRequest order(Optional<Realm> realm, Realm peer);

  @Override
  public Integer call() throws ConfigException, ControlException {
    return print(ask(order(daemon.realm(), peer)));
  }

  final Realm peer() {
    return peer;
  }

  final CommandSpec spec() {
    return spec;
  }

  /** The present state of the crossovers with the other realm. */
  final ControlClient.Answer status() throws ConfigException, ControlException {
    return ask(ControlRequest.status(daemon.realm(), Optional.of(peer), true));
  }

  private ControlClient.Answer ask(ControlRequest request)
      throws ConfigException, ControlException {
    return daemon.ask(settings, request);
  }

  /**
   * @return the exit code
   */
  final int print(ControlClient.Answer answer) {
    return OrderOutput.print(spec, answer, daemon.json());
  }
}
