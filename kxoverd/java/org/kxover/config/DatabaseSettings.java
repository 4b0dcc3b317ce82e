package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings in {@code [realm REALM]}: the database of the realm, and who else reads or writes it.
 */
public final class DatabaseSettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  /** The command and its arguments. */
  public static final Setting<RealmSettings, List<String>> KADMIN =
      DECLARED.byDefault(
          "kadmin",
          Lists.COMMAND,
          "kadmin.local -r {realm}",
          """
          The command that administers the realm's database. Use kadmin.local if kxoverd runs as
          root on the KDC. Use kadmin if kxoverd runs as another user, with rights on crossover
          principals only (see doc/INSTALL.md):
            kadmin = kadmin -k -t /etc/kxover/kadmin.keytab -p kxover/admin -r EXAMPLE.ORG\
          """);

  /** The command and its arguments; empty if the command of {@link #KADMIN} does it. */
  public static final Setting<RealmSettings, List<String>> KADM5 =
      DECLARED.byDefault(
          "kadm5",
          Lists.COMMAND_OR_NONE,
          "none",
          """
          The program that reads and changes the realm's database by libkadm5srv, in place of the
          command in kadmin. It works on the KDC, and kxoverd must run as a user who may write the
          database, such as root. Keys are then set as keys, without a password, if the other
          realm can do so too, which saves most of the time of a first crossing:
            kadm5 = kxover-kadm5-local -r EXAMPLE.ORG
          none: the command in kadmin does it.\
          """);

  public static final Setting<RealmSettings, Optional<Path>> KRB5_CONFIG =
      DECLARED.optional(
          "krb5_config",
          Types.PATH,
          "/etc/krb5.conf",
          """
          The value of KRB5_CONFIG for the commands in kadmin, kadm5 and replica. Set it if
          krb5.conf is not where MIT Kerberos expects it.\
          """);

  public static final Setting<RealmSettings, Optional<Path>> KDC_PROFILE =
      DECLARED.optional(
          "kdc_profile",
          Types.PATH,
          "/etc/krb5kdc/kdc.conf",
          """
          The value of KRB5_KDC_PROFILE for the commands in kadmin, kadm5 and replica. Set it if
          kdc.conf is not where MIT Kerberos expects it.\
          """);

  /** The command and its arguments; empty if every type of {@code encryption_types} counts. */
  public static final Setting<RealmSettings, List<String>> KDC_ENCTYPES =
      DECLARED.byDefault(
          "kdc_enctypes",
          Lists.COMMAND_OR_NONE,
          "kxover-enctypes",
          """
          The command that prints which encryption types the KDC permits. libkrb5 reads
          permitted_enctypes for it, as for the KDC: from kdc.conf, krb5.conf and the files that
          these include. Crossover keys have only types that the KDC permits. A running KDC may
          not know a type that is permitted later, so keys have it once kxoverd is reloaded:
          restart the KDC first. If the command fails from the start, kxoverd makes no keys,
          because users could not use them. Set this if the KDC uses another libkrb5 than the rest
          of the system. none: every type in encryption_types counts as permitted.\
          """);

  /**
   * Use {@link RealmSettings#sharesDatabase} instead: the database of a replica is always shared.
   */
  public static final Setting<RealmSettings, Boolean> SHARED_DATABASE =
      DECLARED.byDefault(
          "shared_database",
          Types.YES_OR_NO,
          "no",
          """
          yes: other daemons write keys into the same database. This is so if several KDCs keep it
          in one LDAP directory, or if replicas have daemons of their own. All of these daemons
          must be set to yes. Before a daemon changes a crossover principal, it then claims the
          principal in the database. This costs two more changes.\
          """);

  /**
   * The command and its arguments; empty if the KDC reads the database that {@link #KADMIN}
   * administers.
   */
  public static final Setting<RealmSettings, List<String>> REPLICA =
      DECLARED.byDefault(
          "replica",
          Lists.COMMAND_OR_NONE,
          "none",
          """
          On a replica: the command that reads its copy of the database, such as kadmin.local -r
          EXAMPLE.ORG. The command in kadmin must then connect to kadmind on the primary. kxoverd
          answers the KDC once a new key is in the copy. If this is set, kxoverd always treats the
          database as shared (see shared_database).\
          """);

  public static final Setting<RealmSettings, Duration> KADMIN_TIMEOUT =
      DECLARED.byDefault(
          "kadmin_timeout",
          Types.time("100ms", "2m"),
          "10s",
          "The time limit for one command of kadmin, or one request to the program in kadm5.");

  public static final Setting<RealmSettings, Duration> KADMIN_SESSION =
      DECLARED.byDefault(
          "kadmin_session",
          Types.time("5s", "1d"),
          "1h",
          """
          How long kxoverd uses one process of kadmin, or of kadm5, before it starts the next one
          and logs in again. This must be much shorter than the lifetime of tickets for
          kadmin/admin, which is three hours by default.\
          """);

  /** In units of 1,048,576 octets. {@link RealmSettings#leastFree} gives octets. */
  public static final Setting<RealmSettings, Integer> LEAST_FREE_MB =
      DECLARED.byDefault(
          "least_free_mb",
          Types.number(0, 100_000_000),
          "16",
          """
          Megabytes that must be free on the file system of the database. With less, kxoverd does
          not change the database, because a change that runs out of space damages MIT's DB2
          database. 0: no limit. This works for kadmin.local and kadm5 only:
          clients of kadmind cannot see its file system.\
          """);

  private DatabaseSettings() {}
}
