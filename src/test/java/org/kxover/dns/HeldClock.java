package org.kxover.dns;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on only when told; it starts at the real time, for signatures to hold. */
final class HeldClock implements InstantSource {
  private volatile Instant now = Instant.now();

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
