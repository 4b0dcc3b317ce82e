package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Section {@code [kdc]}: the UNIX socket on which the KDC asks.
 *
 * @param uids who may ask, by the numeric user of the asking process
 * @param requestTimeout from a request to its answer, whatever happens
 * @param maxConnections KDC processes that may be connected at once
 * @param maxRequests requests in work at once, over all connections
 */
public record KdcSocketSettings(
    Path socket, Set<Integer> uids, Duration requestTimeout, int maxConnections, int maxRequests) {

  static KdcSocketSettings from(Section section) throws ConfigException {
    return new KdcSocketSettings(
        section.path("socket", "/run/kxover/kdc.sock"),
        section.numbers("uids", "0", 0, 999_999_999),
        section.duration("request_timeout", "10s", Duration.ofMillis(100), Duration.ofMinutes(2)),
        section.integer("max_connections", 64, 1, 1024),
        section.integer("max_requests", 256, 1, 10_000));
  }
}
