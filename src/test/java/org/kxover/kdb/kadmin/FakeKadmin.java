package org.kxover.kdb.kadmin;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Settings that run fake-kadmin.sh. */
final class FakeKadmin {
  private FakeKadmin() {}

  static KadminSettings settings(Duration timeout, int maxQueued, Map<String, String> environment) {
    try {
      Path script =
          Path.of(Objects.requireNonNull(FakeKadmin.class.getResource("fake-kadmin.sh")).toURI());
      return new KadminSettings(
          List.of("/bin/sh", script.toString()), environment, timeout, maxQueued);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static KadminSettings settings(Map<String, String> environment) {
    return settings(Duration.ofSeconds(30), 0, environment);
  }
}
