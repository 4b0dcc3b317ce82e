package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.kxover.kerberos.Realm;

/** What a KDC is among those of its realm. */
public enum KdcKind {
  /** The only KDC, or the one whose database is written. */
  PRIMARY,
  /** A KDC whose database is a copy, by kprop or iprop. */
  REPLICA,
  /** One of several KDCs that write into one LDAP directory. */
  SHARED;

  /** The words that libkrb5 takes for a yes. */
  private static final Set<String> YES = Set.of("y", "yes", "t", "true", "1", "on");

  /**
   * As the configuration of this machine looks. A primary may have kpropd.acl, too, for the day
   * when it becomes a replica.
   */
  public static KdcKind of(KdcProfile profile, Realm realm, AdminServer kadmind)
      throws IOException {
    if (profile.ofDatabase(realm, "db_library").contains("kldap")) {
      return SHARED;
    }
    boolean mayReceiveCopies = Files.exists(profile.file().resolveSibling("kpropd.acl"));
    return mayReceiveCopies && !kadmind.isHere() ? REPLICA : PRIMARY;
  }

  /** True if kadmind of this machine has to know the rights of kxoverd. */
  public boolean needsRights(AdminServer kadmind) {
    return this == PRIMARY || (this == SHARED && kadmind.elsewhere().isEmpty());
  }

  /**
   * The settings of kxoverd that this needs, each {@code name = value}.
   *
   * @param kadmin the command that reads the database on this machine
   */
  public List<String> settings(KdcProfile profile, Realm realm, LocalKadmin kadmin)
      throws IOException {
    return switch (this) {
      case PRIMARY ->
          profile.values("realms", realm.name(), "iprop_enable").stream()
                  .anyMatch(value -> YES.contains(value.toLowerCase(Locale.ROOT)))
              ? List.of("shared_database = yes")
              : List.of();
      case REPLICA -> List.of("replica = " + kadmin.of(realm.name()).commandLine());
      case SHARED -> List.of("shared_database = yes");
    };
  }

  /** What differs from the set-up of a realm's only KDC, in sentences. */
  public List<String> differences(Realm realm, AdminServer kadmind) {
    return switch (this) {
      case PRIMARY -> List.of();
      case REPLICA ->
          List.of(
              "This KDC is a replica. It has the database as a copy, and kadmind is on the primary"
                  + kadmind.elsewhere().map(host -> ", " + host).orElse("")
                  + ".",
              "The keytab gets the key that is in the copy. Rights, test service and services of"
                  + " the probe are those of the primary.",
              "The guard enforces or observes, as the copy notes of the primary.",
              "This machine gets a host, a certificate, and SRV and TLSA records of its own.",
              "kxoverd runs as root here: it has to read the copy of the database.",
              "On the primary, [realm "
                  + realm
                  + "] needs shared_database = yes; then \"systemctl reload kxoverd\".");
      case SHARED ->
          List.of(
              "The database is in a directory, which other KDCs may share.",
              "The keytab gets the key that is in the directory. Keytabs on other KDCs stay valid.",
              kadmind
                  .elsewhere()
                  .map(host -> "kadmind is on " + host + ", where kxoverd's rights belong.")
                  .orElse("kadmind on this machine gets kxoverd's rights."),
              "The guard enforces or observes, as the directory notes of the first KDC.",
              "This machine gets a host, a certificate, and SRV and TLSA records of its own.",
              "On the other KDCs, [realm "
                  + realm
                  + "] needs shared_database = yes; then \"systemctl reload kxoverd\".");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
