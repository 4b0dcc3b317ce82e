package org.kxover.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Section {@code [metrics]}.
 *
 * @param listen where Prometheus gets them, on loopback; absent: nowhere
 */
public record MetricsSettings(Optional<InetSocketAddress> listen) {

  static MetricsSettings from(Section section) throws ConfigException {
    Optional<InetSocketAddress> listen = section.address("listen");
    if (listen.isPresent()) {
      section.requireLoopback("listen", listen.get(), "whoever reaches it can read the metrics");
    }
    return new MetricsSettings(listen);
  }
}
