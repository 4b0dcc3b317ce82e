package org.kxover.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
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

  /** That realm of {@code settings}, or the first where none is named. */
  RealmSettings realm(CommandSpec spec, Settings settings, Optional<Realm> realm) {
    return settings.realms().stream()
        .filter(one -> realm.isEmpty() || one.realm().equals(realm.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(), config + " has no [realm " + realm.get() + "]"));
  }
}
