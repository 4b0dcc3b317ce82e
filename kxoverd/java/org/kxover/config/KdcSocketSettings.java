package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Section {@code [kdc]}: the UNIX socket on which the KDC asks. */
public final class KdcSocketSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, Path> SOCKET =
      DECLARED.byDefault(
          "socket",
          Types.PATH,
          "/run/kxover/kdc.sock",
          "Its folder must exist. The folder's mode keeps other users out.");

  /** User ids of the asking processes. */
  public static final Setting<Settings, Set<Integer>> UIDS =
      DECLARED.byDefault(
          "uids",
          Lists.numbers(0, 999_999_999),
          "0",
          "Numeric users that may ask: those that krb5kdc runs as.");

  public static final Setting<Settings, Duration> REQUEST_TIMEOUT =
      DECLARED.byDefault(
          "request_timeout",
          Types.time("100ms", "2m"),
          "10s",
          """
          From a request to its answer, whatever happens. The KDC's own time budget is in
          kdc.conf.""");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS =
      DECLARED.byDefault(
          "max_connections",
          Types.number(1, 1024),
          "64",
          "How many KDC processes may be connected at once.");

  public static final Setting<Settings, Integer> MAX_REQUESTS =
      DECLARED.byDefault(
          "max_requests",
          Types.number(1, 10_000),
          "256",
          """
          How many requests may be in work at once, over all connections. Each realm has an equal
          share. Requests that wait for an exchange may take half of a share. The answer to any
          request beyond is "busy".""");

  static final Section<Settings> SECTION =
      Section.of("kdc", "The UNIX socket on which the KDC asks.", DECLARED);

  private KdcSocketSettings() {}
}
