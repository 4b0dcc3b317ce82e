package org.kxover.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Section {@code [control]}: the UNIX socket on which {@code kxover} asks.
 *
 * @param uids who may ask besides root and the daemon's own user, by numeric user
 * @param timeout from a connection to the end of its answer, whatever happens
 * @param maxConnections at once
 */
public record ControlSettings(
    Path socket, Set<Integer> uids, Duration timeout, int maxConnections) {

  static ControlSettings from(Section section) throws ConfigException {
    return new ControlSettings(
        section.path("socket", "/run/kxover/control.sock"),
        section.numbers("uids", "0", 0, 999_999_999),
        section.duration("timeout", "2m", Duration.ofSeconds(1), Duration.ofHours(1)),
        section.integer("max_connections", 16, 1, 1024));
  }
}
