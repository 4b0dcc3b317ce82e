package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyPaceTest {
  private static int perSecond(Duration timePerKey) {
    return KeyPace.perSecond(Optional.of(timePerKey));
  }

  @Test
  void eightIfNobodyKnowsTheTime() {
    assertEquals(8, KeyPace.perSecond(Optional.empty()));
    assertEquals(125_000_000, KeyPace.interval(Optional.empty()));
  }

  @Test
  void theChangesTakeATwentiethOfASecond() {
    assertEquals(25, perSecond(Duration.ofMillis(2)));
    assertEquals(40_000_000, KeyPace.interval(Optional.of(Duration.ofMillis(2))));
    assertEquals(12, perSecond(Duration.ofMillis(4)));
  }

  @Test
  void notBelowEightAndNotAboveForty() {
    assertEquals(8, perSecond(Duration.ofMillis(7)));
    assertEquals(8, perSecond(Duration.ofSeconds(9)));
    assertEquals(40, perSecond(Duration.ofMillis(1)));
    assertEquals(40, perSecond(Duration.ofNanos(1)));
    assertEquals(40, perSecond(Duration.ZERO));
  }
}
