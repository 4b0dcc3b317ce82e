package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExpiredKeysTest {
  private static final KeyValidity OVER = endingAfter(Duration.ZERO);
  private static final KeyValidity IN_FORCE = endingAfter(Duration.ofSeconds(1));

  private static KeyValidity endingAfter(Duration time) {
    KeyValidity validity = key(A_TO_B, Role.SERVICE, 1).validity();
    return new KeyValidity(
        NOW.minus(Duration.ofDays(1)),
        NOW.plus(time),
        validity.etypes(),
        validity.peer(),
        validity.namedGroup());
  }

  /** The first kept of kvnos 3, 4 and so on with these validities; null for a key without one. */
  private static OptionalInt firstKept(KeyValidity... validities) {
    Map<Integer, KeyValidity> known = new HashMap<>();
    TreeSet<Integer> kvnos = new TreeSet<>();
    for (KeyValidity validity : validities) {
      int kvno = 3 + kvnos.size();
      kvnos.add(kvno);
      if (validity != null) {
        known.put(kvno, validity);
      }
    }
    return ExpiredKeys.firstKept(kvnos, known, NOW);
  }

  @Test
  void aKeyIsOverAtItsTillAndNotBefore() {
    assertEquals(OptionalInt.of(3), firstKept(IN_FORCE));
    assertEquals(OptionalInt.empty(), firstKept(OVER));
    assertEquals(OptionalInt.of(4), firstKept(OVER, IN_FORCE));
    assertEquals(OptionalInt.of(5), firstKept(OVER, OVER, IN_FORCE));
    assertEquals(OptionalInt.empty(), firstKept(OVER, OVER, OVER));
  }

  @Test
  void aKeyStaysWhileALowerKvnoStays() {
    assertEquals(OptionalInt.of(3), firstKept(IN_FORCE, OVER, OVER));
    assertEquals(OptionalInt.of(4), firstKept(OVER, IN_FORCE, OVER));
  }

  @Test
  void aKeyWithoutValidityIsKept() {
    assertEquals(OptionalInt.of(3), firstKept(null, OVER));
    assertEquals(OptionalInt.of(4), firstKept(OVER, null, OVER));
    assertEquals(OptionalInt.of(4), firstKept(OVER, null));
  }

  @Test
  void aPrincipalWithoutKeysKeepsNone() {
    assertEquals(OptionalInt.empty(), firstKept());
  }
}
