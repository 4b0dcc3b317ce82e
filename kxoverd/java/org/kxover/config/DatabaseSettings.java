package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Of {@code [realm REALM]}: the realm's database, and who else reads or writes it. */
public final class DatabaseSettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  /** In words. */
  public static final Setting<RealmSettings, List<String>> KADMIN =
      DECLARED.byDefault(
          "kadmin",
          Lists.COMMAND,
          "kadmin.local -r {realm}",
          """
          The command that administers the realm's database. As root on the KDC, kadmin.local
          does. A daemon that runs as another user, with rights on crossover principals only,
          takes kadmin (see README.md):
            kadmin = kadmin -k -t /etc/kxover/kadmin.keytab -p kxover/admin -r EXAMPLE.ORG""");

  public static final Setting<RealmSettings, Optional<Path>> KRB5_CONFIG =
      DECLARED.optional(
          "krb5_config",
          Types.PATH,
          "/etc/krb5.conf",
          "KRB5_CONFIG for the command in kadmin, where it is not MIT's default.");

  public static final Setting<RealmSettings, Optional<Path>> KDC_PROFILE =
      DECLARED.optional(
          "kdc_profile",
          Types.PATH,
          "/etc/krb5kdc/kdc.conf",
          "KRB5_KDC_PROFILE for the command in kadmin, where it is not MIT's default.");

  /** Ask {@link RealmSettings#sharesDatabase}: a replica shares it, whatever this says. */
  public static final Setting<RealmSettings, Boolean> SHARED_DATABASE =
      DECLARED.byDefault(
          "shared_database",
          Types.YES_OR_NO,
          "no",
          """
          yes: other daemons write keys into the same database: several KDCs have it in one LDAP
          directory, or replicas have daemons of their own. All of these daemons must say yes. A
          change of a crossover then takes a claim on it, which is two more changes.""");

  /** In words; empty where the KDC reads the database that {@link #KADMIN} administers. */
  public static final Setting<RealmSettings, List<String>> REPLICA =
      DECLARED.byDefault(
          "replica",
          Lists.COMMAND_OR_NONE,
          "none",
          """
          On a replica, the command that reads its copy of the database: kadmin.local -r
          EXAMPLE.ORG. The command in kadmin then goes to the primary's kadmind. The KDC is
          answered once a key is in the copy. Where this is set, the database is shared.""");

  public static final Setting<RealmSettings, Duration> KADMIN_TIMEOUT =
      DECLARED.byDefault(
          "kadmin_timeout", Types.time("100ms", "2m"), "10s", "For one command to kadmin.");

  public static final Setting<RealmSettings, Duration> KADMIN_SESSION =
      DECLARED.byDefault(
          "kadmin_session",
          Types.time("5s", "1d"),
          "1h",
          """
          How long one kadmin serves before the next is started and logged in. It must be well
          within the life of the tickets for kadmin/admin, which is three hours by default.""");

  /** In units of 1,048,576 octets; {@link RealmSettings#leastFree} has octets. */
  public static final Setting<RealmSettings, Integer> LEAST_FREE_MB =
      DECLARED.byDefault(
          "least_free_mb",
          Types.number(0, 100_000_000),
          "16",
          """
          Megabytes that must be free on the file system of the database for kxoverd to change it.
          A change for which there is no room damages MIT's DB2 database. 0: no limit. It holds
          for kadmin.local only: kadmind's file system cannot be seen from its clients.""");

  private DatabaseSettings() {}
}
