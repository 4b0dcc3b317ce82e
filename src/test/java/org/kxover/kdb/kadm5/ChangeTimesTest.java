package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeTimesTest {
  private final ChangeTimes times = new ChangeTimes();

  private void note(int... millis) {
    for (int each : millis) {
      times.note(Duration.ofMillis(each).toNanos());
    }
  }

  @Test
  void nothingBeforeTheThird() {
    note(1, 1);
    assertEquals(Optional.empty(), times.median());
  }

  @Test
  void aSlowFirstOneCountsLittle() {
    note(900, 2, 3);
    assertEquals(Optional.of(Duration.ofMillis(3)), times.median());
  }

  @Test
  void theLastNineCount() {
    for (int i = 0; i < 40; i++) {
      note(5);
    }
    note(1, 1, 1, 1);
    assertEquals(Optional.of(Duration.ofMillis(5)), times.median());
    note(1);
    assertEquals(Optional.of(Duration.ofMillis(1)), times.median());
  }
}
