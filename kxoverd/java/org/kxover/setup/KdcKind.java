package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.kxover.kerberos.Realm;

/** What a KDC is among those of its realm. */
public enum KdcKind {
  /** The only KDC, or the one whose database is written. */
  PRIMARY,
  /** A KDC whose database is a copy, by kprop or iprop. */
  REPLICA,
  /** One of several KDCs that write into one LDAP directory. */
  SHARED;

  /** As the configuration of this machine looks. */
  public static KdcKind of(KdcProfile profile, Realm realm) throws IOException {
    for (String module : profile.values("realms", realm.name(), "database_module")) {
      if (profile.values("dbmodules", module, "db_library").contains("kldap")) {
        return SHARED;
      }
    }
    return Files.exists(profile.file().resolveSibling("kpropd.acl")) ? REPLICA : PRIMARY;
  }

  /** The settings of kxoverd that this needs, each {@code name = value}. */
  public List<String> settings(KdcProfile profile, Realm realm) throws IOException {
    return switch (this) {
      case PRIMARY ->
          profile.values("realms", realm.name(), "iprop_enable").stream()
                  .anyMatch(value -> value.equals("true") || value.equals("yes"))
              ? List.of("shared_database = yes")
              : List.of();
      case REPLICA -> List.of("replica = kadmin.local -r " + realm);
      case SHARED -> List.of("shared_database = yes");
    };
  }

  /** What differs from the set-up of a realm's only KDC, in sentences. */
  public List<String> differences(Realm realm) {
    return switch (this) {
      case PRIMARY -> List.of();
      case REPLICA ->
          List.of(
              "This KDC is a replica. It has the database as a copy, and kadmind is on the primary.",
              "The keytab gets the key that is in the copy. Rights, test service and services of"
                  + " the probe are those of the primary.",
              "This machine gets a host, a certificate, and SRV and TLSA records of its own.",
              "kxoverd runs as root here: it has to read the copy of the database.",
              "On the primary, [realm "
                  + realm
                  + "] needs shared_database = yes; then \"systemctl reload kxoverd\".");
      case SHARED ->
          List.of(
              "The database is in a directory, which other KDCs may share.",
              "The keytab gets the key that is in the directory. Keytabs on other KDCs stay valid.",
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
