package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Section {@code [control]}: the UNIX socket on which {@code kxover} asks. */
public final class ControlSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, Path> SOCKET =
      DECLARED.byDefault(
          "socket",
          Types.PATH,
          "/run/kxover/control.sock",
          "Its folder must exist. The folder's mode keeps other users out.");

  /** User ids of the asking processes. */
  public static final Setting<Settings, Set<Integer>> UIDS =
      DECLARED.byDefault(
          "uids",
          Lists.numbers(0, 999_999_999),
          "0",
          """
          Numeric users that may ask and order, besides root and the user that kxoverd runs as.
          Whoever may can delete crossover keys. (They must also get into the folder, by its
          group.)""");

  public static final Setting<Settings, Duration> TIMEOUT =
      DECLARED.byDefault(
          "timeout",
          Types.time("1s", "1h"),
          "2m",
          "From a connection to the end of its answer, whatever happens.");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS =
      DECLARED.byDefault(
          "max_connections",
          Types.number(1, 1024),
          "16",
          "How many connections there may be at once.");

  static final Section<Settings> SECTION =
      Section.of(
          "control",
          """
          The UNIX socket on which the program kxover asks (status) and orders (cross, renew,
          drop).""",
          DECLARED);

  private ControlSettings() {}
}
