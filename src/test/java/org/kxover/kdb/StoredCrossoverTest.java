package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.key;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StoredCrossoverTest {
  private static final KeyValidity KEY = key(A_TO_B, Role.CLIENT, 1).validity();

  private static StoredCrossover with(int highestKvno, KeyValidity validity) {
    return new StoredCrossover(
        A_TO_B, true, Optional.of(Role.CLIENT), highestKvno, new TreeMap<>(Map.of(1, validity)));
  }

  /** An administrator may add a key, and a restored database gives out a kvno again. */
  @Test
  void keysAreComparedAndNotTheirNumbersAlone() {
    assertTrue(with(1, KEY).hasSameKeysAs(Optional.of(with(1, KEY))));
    assertFalse(with(1, KEY).hasSameKeysAs(Optional.of(with(2, KEY))));
    KeyValidity other = KEY.endingAt(KEY.till().plus(Duration.ofSeconds(1)));
    assertFalse(with(1, KEY).hasSameKeysAs(Optional.of(with(1, other))));
    assertFalse(with(1, KEY).hasSameKeysAs(Optional.empty()));
  }
}
