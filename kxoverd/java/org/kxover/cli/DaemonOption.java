package org.kxover.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.kxover.config.ConfigException;
import org.kxover.config.ControlSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What the verbs that talk with the daemon have in common: where it is, and how it may say no. */
final class DaemonOption {
  static final int NOT_THERE = 3;
  static final int NOT_SERVED = 4;
  static final int BROKEN = 5;

  /** Longer than the longest that the daemon's own limit is by default. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration SPARE = Duration.ofSeconds(10);

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "where kxoverd listens (default: [control] socket of the settings, which are not read"
              + " then)")
  private Path socket;

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description =
          "the local realm it is about; an order needs it where kxoverd serves several, and status"
              + " shows all where it is left out")
  private Realm realm;

  @Option(names = "--json", description = "one JSON object on standard output, for programs")
  private boolean json;

  Optional<Realm> realm() {
    return Optional.ofNullable(realm);
  }

  boolean json() {
    return json;
  }

  ControlClient.Answer ask(SettingsFile settings, ControlRequest request)
      throws ConfigException, ControlException {
    if (socket != null) {
      return new ControlClient(socket, PATIENCE).ask(request);
    }
    Settings from = settings.load();
    return new ControlClient(
            from.get(ControlSettings.SOCKET), from.get(ControlSettings.TIMEOUT).plus(SPARE))
        .ask(request);
  }

  static int exitCode(ControlException e) {
    return switch (e.reason()) {
      case NOT_THERE -> NOT_THERE;
      case NOT_SERVED -> NOT_SERVED;
      case BROKEN -> BROKEN;
    };
  }

  static int exitCode(ControlClient.Answer answer) {
    return switch (answer.result()) {
      case "done" -> CommandLine.ExitCode.OK;
      case "usage" -> CommandLine.ExitCode.USAGE;
      default -> CommandLine.ExitCode.SOFTWARE;
    };
  }
}
