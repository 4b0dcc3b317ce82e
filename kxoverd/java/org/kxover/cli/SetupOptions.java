package org.kxover.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kxover.kerberos.Realm;
import org.kxover.setup.GuardMode;
import org.kxover.setup.KdcKind;
import org.kxover.setup.LocalKadmin;
import picocli.CommandLine.Option;

/** The answers to the questions of {@code kxover setup}. */
final class SetupOptions {
  /** How kxoverd accesses the database. */
  enum Database {
    KADMIND,
    LOCAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether Java clients are served. */
  enum Answer {
    YES,
    NO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final String GUARD =
      "whether the guard refuses, or only logs what it would refuse (default: what the KDC's"
          + " configuration says; else observe where users of other realms come in already, and"
          + " enforce in a new realm)";

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the realm (default: the only one of this KDC, or the one that you choose)")
  private Realm realm;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "this machine's name in DNS, for the SRV record and the certificate (default: the name"
              + " that it has)")
  private String host;

  @Option(
      names = "--kdc",
      paramLabel = "KIND",
      description =
          "primary: the realm's only KDC, or the one whose database is written; replica: its"
              + " database is a copy; shared: several KDCs write into one LDAP directory (default:"
              + " what kdc.conf and kpropd.acl show)")
  private KdcKind kind;

  @Option(
      names = "--java-clients",
      paramLabel = "yes|no",
      description =
          "yes: set host_based_services = * in the KDC's configuration. Java clients ask with names"
              + " of no type, for which the KDC then has referrals, too (default: yes)")
  private Answer java;

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
      description = "the user that kxoverd runs as (default: ${DEFAULT-VALUE})")
  private String user;

  @Option(
      names = "--kadmin-local",
      paramLabel = "COMMAND",
      description = "the command that administers the database (default: kadmin.local -r REALM)")
  private String kadminLocal;

  @Option(
      names = "--modules",
      paramLabel = "FOLDER",
      description =
          "the folder of kxover.so and kxover-guard.so, if they are not in those of libkrb5")
  private Path modules;

  @Option(names = "--guard", paramLabel = "enforce|observe", description = GUARD)
  private GuardMode guard;

  @Option(
      names = "--restart",
      paramLabel = "PROGRAM",
      description =
          "a program that restarts what runs here, for machines without systemd. It gets two"
              + " arguments: restart or stop, and krb5kdc, kadmind or kxoverd")
  private Path restart;

  Optional<Realm> realm() {
    return Optional.ofNullable(realm);
  }

  Optional<String> host() {
    return Optional.ofNullable(host);
  }

  Optional<KdcKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** Empty if it was not said. */
  Optional<Boolean> javaClients() {
    return Optional.ofNullable(java).map(answer -> answer == Answer.YES);
  }

  boolean usesKadmind() {
    return database == Database.KADMIND;
  }

  Path keytab(Path settings) {
    return keytab == null ? settings.resolveSibling("kadmin.keytab") : keytab.toAbsolutePath();
  }

  Optional<Path> aclFile() {
    return Optional.ofNullable(aclFile);
  }

  /** Empty if there is no such user. Then files belong to the user that runs this command. */
  Optional<UserPrincipal> user() throws IOException {
    try {
      return Optional.of(
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
    } catch (UserPrincipalNotFoundException e) {
      return Optional.empty();
    }
  }

  /** For any realm: without the option {@code -r}, the realm is added. */
  LocalKadmin kadmin() {
    return new LocalKadmin(
        List.of((kadminLocal == null ? "kadmin.local" : kadminLocal).split(" +")));
  }

  Optional<Path> modules() {
    return Optional.ofNullable(modules).map(Path::toAbsolutePath);
  }

  Optional<GuardMode> guard() {
    return Optional.ofNullable(guard);
  }

  Optional<Path> restart() {
    return Optional.ofNullable(restart);
  }
}
