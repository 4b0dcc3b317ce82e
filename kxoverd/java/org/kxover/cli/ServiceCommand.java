package org.kxover.cli;

import java.util.List;
import java.util.Optional;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;
import org.kxover.opening.ServiceDatabase;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the commands that use the database with the administrator's own rights. */
abstract class ServiceCommand {
  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the local realm (default: the first in the settings)")
  private Realm realm;

  @Option(
      names = "--kadmin",
      paramLabel = "COMMAND",
      description =
          "the command that administers the database with your own rights, and asks for no"
              + " password, such as \"kadmin -r B.EXAMPLE -c FILE\" after \"kinit -c FILE -S"
              + " kadmin/admin YOU/admin\" (default: kadmin.local -r REALM, as root on the KDC)")
  private String kadmin;

  @Spec private CommandSpec spec;
  private final SettingsFile settings;

  ServiceCommand(SettingsFile settings) {
    this.settings = settings;
  }

  SettingsFile settings() {
    return settings;
  }

  /** The settings of the local realm. */
  RealmSettings own() throws ConfigException {
    return settings.realm(spec, settings.load(), Optional.ofNullable(realm));
  }

  ServiceDatabase database(RealmSettings own) {
    return new ServiceDatabase(own.realm(), kadmin(own), own.kadminEnvironment());
  }

  /** The command that administers the database, and its arguments. */
  List<String> kadmin(RealmSettings own) {
    String command = kadmin == null ? "kadmin.local -r " + own.realm() : kadmin;
    return List.of(command.split(" +"));
  }

  /** True if the command line says which command administers the database. */
  boolean namesKadmin() {
    return kadmin != null;
  }

  CommandSpec spec() {
    return spec;
  }

  void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
