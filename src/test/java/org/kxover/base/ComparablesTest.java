package org.kxover.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ComparablesTest {
  private static final Duration SHORT = Duration.ofSeconds(-1);
  private static final Duration LONG = Duration.ofSeconds(1);

  @Test
  void findsMinimumAndMaximumInEitherOrder() {
    assertSame(SHORT, Comparables.min(SHORT, LONG));
    assertSame(SHORT, Comparables.min(LONG, SHORT));
    assertSame(LONG, Comparables.max(SHORT, LONG));
    assertSame(LONG, Comparables.max(LONG, SHORT));
  }

  @Test
  void comparesInstants() {
    assertEquals(Instant.MIN, Comparables.min(Instant.MAX, Instant.MIN));
    assertEquals(Instant.MAX, Comparables.max(Instant.MAX, Instant.MIN));
  }

  @Test
  void takesTheFirstOfEquals() {
    Duration other = Duration.ofMillis(1000);
    assertSame(LONG, Comparables.min(LONG, other));
    assertSame(LONG, Comparables.max(LONG, other));
  }
}
