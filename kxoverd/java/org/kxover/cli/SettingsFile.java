package org.kxover.cli;

import java.nio.file.Path;
import org.kxover.config.ConfigException;
import org.kxover.config.Settings;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code --config}, of both programs and of all their verbs. */
final class SettingsFile {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "the settings (default: ${DEFAULT-VALUE})")
  private Path config = Path.of("/etc/kxover/kxoverd.conf");

  Path path() {
    return config;
  }

  Settings load() throws ConfigException {
    return Settings.load(config);
  }
}
