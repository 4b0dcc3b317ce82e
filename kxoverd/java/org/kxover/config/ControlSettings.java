package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Section {@code [control]}: the UNIX socket for {@code kxover}. */
public final class ControlSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, Path> SOCKET =
      DECLARED.byDefault(
          "socket",
          Types.PATH,
          "/run/kxover/control.sock",
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
          Numeric ids of the users that may use this socket, besides root and the user that
          kxoverd runs as. These users can delete keys of crossovers with other realms. They also
          need access to the folder of the socket, through its group.""");

  public static final Setting<Settings, Duration> TIMEOUT =
      DECLARED.byDefault(
          "timeout",
          Types.time("1s", "1h"),
          "2m",
          "The longest time between the start of a connection and the end of the answer on it.");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS =
      DECLARED.byDefault(
          "max_connections",
          Types.number(1, 1024),
          "16",
          "The maximum number of connections at the same time.");

  static final Section<Settings> SECTION =
      Section.of(
          "control",
          """
          The UNIX socket on which the program kxover talks to kxoverd. "kxover status" asks for
          information. "kxover cross", "kxover renew" and "kxover drop" give orders.""",
          DECLARED);

  private ControlSettings() {}
}
