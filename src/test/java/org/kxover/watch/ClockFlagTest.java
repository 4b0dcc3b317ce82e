package org.kxover.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockFlagTest {
  private static Optional<Boolean> read(String... command) {
    return new ClockFlag(List.of(command)).read();
  }

  @Test
  void whatSystemdDoesNotTellIsNotKnown() {
    assertEquals(Optional.of(true), read("echo", "yes"));
    assertEquals(Optional.of(false), read("echo", "no"));
    assertEquals(Optional.empty(), read("echo", "maybe"));
    assertEquals(Optional.empty(), read("false"));
    assertEquals(Optional.empty(), read("/nonexistent/timedatectl"));
  }
}
