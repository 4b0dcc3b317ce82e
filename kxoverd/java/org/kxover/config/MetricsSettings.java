package org.kxover.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Section {@code [metrics]}: where Prometheus reads the metrics. */
public final class MetricsSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, Optional<InetSocketAddress>> LISTEN =
      DECLARED.optional(
          "listen",
          Types.addressOnLoopback("everyone who can connect to it can read the metrics"),
          "127.0.0.1:4089",
          """
          The address and port on which kxoverd answers GET /metrics over HTTP. It must be a
          numeric loopback address. Every user of this machine can read the metrics. They contain
          the names of your own realms, counts and times. They contain nothing about users or
          other realms. With this setting kxoverd also looks each minute for its own records in
          DNS, and once an hour makes a change without effect in each realm's database, unless
          there was another change.""");

  static final Section<Settings> SECTION =
      Section.of(
          "metrics",
          "Metrics for Prometheus (see doc/MONITORING.md). They are off by default.",
          DECLARED);

  private MetricsSettings() {}
}
