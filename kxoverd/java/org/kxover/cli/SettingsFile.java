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

/** The option {@code --config} of both programs and all their subcommands. */
final class SettingsFile {
  static final String NAME = "--config";
  static final Path DEFAULT = Path.of("/etc/kxover/kxoverd.conf");

  @Option(
      names = NAME,
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "the settings file (default: ${DEFAULT-VALUE})")
  private Path config = DEFAULT;

  Path path() {
    return config;
  }

  Settings load() throws ConfigException {
    return Settings.load(config);
  }

  /** The named realm of {@code settings}, or the first realm if none is named. */
  RealmSettings realm(CommandSpec spec, Settings settings, Optional<Realm> realm) {
    return settings.realms().stream()
        .filter(one -> realm.isEmpty() || one.realm().equals(realm.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(), config + " has no section [realm " + realm.get() + "]"));
  }
}
