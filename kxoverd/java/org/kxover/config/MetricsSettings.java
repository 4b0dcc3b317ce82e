package org.kxover.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Section {@code [metrics]}: where Prometheus gets its figures. */
public final class MetricsSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, Optional<InetSocketAddress>> LISTEN =
      DECLARED.optional(
          "listen",
          Types.addressOnLoopback("whoever reaches it can read the metrics"),
          "127.0.0.1:4089",
          """
          A numeric address on loopback, where GET /metrics is answered over HTTP. Every user of
          this machine can read the figures there: names of your own realms, counts and times, and
          nothing of users or other realms.""");

  static final Section<Settings> SECTION =
      Section.of(
          "metrics", "Figures for Prometheus (see doc/MONITORING.md). Off by default.", DECLARED);

  private MetricsSettings() {}
}
