package org.kxover.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.kxover.setup.GuardMode;
import picocli.CommandLine.Option;

/** What {@code kxover init} and {@code kxover setup} ask about the KDC of this machine. */
abstract class KdcOptions {
  private static final String GUARD =
      "whether the guard refuses, or only logs what it would refuse (default: what the KDC's"
          + " configuration says; else what the database notes of the realm's other KDCs; else"
          + " observe where users of other realms come in already, and enforce in a new realm)";

  private static final String LOCAL = "kadmin.local";

  /** How kxoverd accesses the database. */
  enum Database {
    KADMIND,
    LOCAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--database",
      paramLabel = "METHOD",
      defaultValue = "kadmind",
      description =
          "kadmind: kxoverd runs as a user of its own, and may change crossover principals only."
              + " local: kxoverd runs as root and uses kadmin.local (default: ${DEFAULT-VALUE})")
  private Database database;

  @Option(
      names = "--keytab",
      paramLabel = "FILE",
      description = "kxoverd's keytab (default: kadmin.keytab beside the settings file)")
  private Path keytab;

  @Option(
      names = "--acl-file",
      paramLabel = "FILE",
      description = "kadmind's access list (default: acl_file in kdc.conf)")
  private Path aclFile;

  @Option(
      names = "--user",
      paramLabel = "USER",
      defaultValue = "kxover",
      description =
          "the user that kxoverd runs as, who becomes the owner of the keytab (default:"
              + " ${DEFAULT-VALUE})")
  private String user;

  @Option(
      names = "--kadmin-local",
      paramLabel = "COMMAND",
      description =
          "the command that administers the database for this set-up (default: kadmin.local -r"
              + " REALM)")
  private String kadminLocal;

  @Option(
      names = "--modules",
      paramLabel = "FOLDER",
      description =
          "the folder of kxover.so and kxover-guard.so, if they are not in those of libkrb5")
  private Path modules;

  @Option(names = "--guard", paramLabel = "enforce|observe", description = GUARD)
  private GuardMode guard;

  final boolean usesKadmind() {
    return database == Database.KADMIND;
  }

  /**
   * @param settings the file
   */
  final Path keytab(Path settings) {
    return keytab == null ? settings.resolveSibling("kadmin.keytab") : keytab.toAbsolutePath();
  }

  final Optional<Path> aclFile() {
    return Optional.ofNullable(aclFile);
  }

  /** Empty if there is no such user. Then files belong to the user that runs this command. */
  final Optional<UserPrincipal> user() throws IOException {
    try {
      return Optional.of(
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
    } catch (UserPrincipalNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * The words of the command that administers the database.
   *
   * @param more words of the command, if no option names another one
   */
  final List<String> kadminLocal(String... more) {
    return kadminLocal == null
        ? Stream.concat(Stream.of(LOCAL), Stream.of(more)).toList()
        : List.of(kadminLocal.split(" +"));
  }

  final Optional<Path> modules() {
    return Optional.ofNullable(modules).map(Path::toAbsolutePath);
  }

  /** Empty if it was not said. */
  final Optional<GuardMode> guard() {
    return Optional.ofNullable(guard);
  }
}
