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

/** Options and exit codes of the commands that talk to the running daemon. */
final class DaemonOption {
  static final int NOT_THERE = 3;
  static final int NOT_SERVED = 4;
  static final int BROKEN = 5;

  /** Longer than the default time limit of the daemon. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static final Duration MARGIN = Duration.ofSeconds(10);

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "the socket of kxoverd (default: [control] socket in the settings);"
              + " with this option the settings are not read")
  private Path socket;

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description =
          "the local realm; orders need it if kxoverd serves several realms, and"
              + " status shows all realms without it")
  private Realm realm;

  @Option(names = "--json", description = "print one JSON object on standard output, for programs")
  private boolean json;

  Optional<Realm> realm() {
    return Optional.ofNullable(realm);
  }

  boolean json() {
    return json;
  }

  ControlClient.Answer ask(SettingsFile settings, ControlRequest request)
      throws ConfigException, ControlException {
    return client(settings).ask(request);
  }

  ControlClient client(SettingsFile settings) throws ConfigException {
    if (socket != null) {
      return new ControlClient(socket, TIMEOUT);
    }
    Settings loaded = settings.load();
    return new ControlClient(
        loaded.get(ControlSettings.SOCKET), loaded.get(ControlSettings.TIMEOUT).plus(MARGIN));
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
