package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Section {@code [kdc]}: the UNIX socket for the KDC. */
public final class KdcSocketSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, Path> SOCKET =
      DECLARED.byDefault(
          "socket",
          Types.PATH,
          "/run/kxover/kdc.sock",
          """
          The path of the socket. Its folder must already exist. The permissions of the folder
          keep other users out.""");

  /** User ids of the processes that connect. */
  public static final Setting<Settings, Set<Integer>> UIDS =
      DECLARED.byDefault(
          "uids",
          Lists.numbers(0, 999_999_999),
          "0",
          """
          Numeric ids of the users that may connect to this socket. List the users that krb5kdc
          runs as.""");

  public static final Setting<Settings, Duration> REQUEST_TIMEOUT =
      DECLARED.byDefault(
          "request_timeout",
          Types.time("100ms", "2m"),
          "10s",
          """
          The longest time between a request of the KDC and its answer. The time that the KDC
          itself waits is set in kdc.conf.""");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS =
      DECLARED.byDefault(
          "max_connections",
          Types.number(1, 1024),
          "64",
          "The maximum number of connections from KDC processes at the same time.");

  public static final Setting<Settings, Integer> MAX_REQUESTS =
      DECLARED.byDefault(
          "max_requests",
          Types.number(1, 10_000),
          "256",
          """
          The maximum number of KDC requests in progress at the same time, over all connections.
          Each realm may use an equal share of this number. Half of a share may be requests that
          wait until a key is agreed with another realm. kxoverd answers any further request with
          "busy".""");

  public static final Setting<Settings, LogClients> LOG_CLIENTS =
      DECLARED.byDefault(
          "log_clients",
          Types.oneOf(LogClients.class),
          "hashed",
          """
          What the log and "kxover services" have of the names of users: those for whom the KDC
          asks, and those whom the guard refused. yes: the whole name. no: the realm of the user
          only. hashed: the realm, and a keyed hash of the whole name, such as
          #4f0c92d1a7be@EXAMPLE.ORG. kxoverd makes the key of the hash at each start from random
          numbers, and has it in memory only. Lines about one user have the same hash until the
          next start. Nobody can try a list of names against a log of an earlier start. The KDC's
          own log has the names in any case. See doc/PRIVACY.md.""");

  static final Section<Settings> SECTION =
      Section.of(
          "kdc", "The UNIX socket on which the KDC sends its requests to kxoverd.", DECLARED);

  private KdcSocketSettings() {}
}
