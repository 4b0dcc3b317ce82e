package org.kxover.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.kxover.serving.WaitClock;

/** The time of the simulation, in nanoseconds since its start. For one thread. */
final class VirtualClock implements InstantSource {
  static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final long HOUR = TimeUnit.HOURS.toNanos(1);
  static final long DAY = TimeUnit.DAYS.toNanos(1);

  /** Never: later than any time. */
  static final long NEVER = Long.MAX_VALUE;

  private long nanos;

  /** The simulated nanoseconds since the start. */
  long nanos() {
    return nanos;
  }

  /**
   * Sets the time of the event that happens now. An event that waited may have set the clock ahead,
   * so that this can set it back.
   */
  void set(long time) {
    nanos = time;
  }

  /** Lets the event that happens now wait. */
  void advance(long time) {
    nanos += time;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos);
  }

  /** The nanoseconds of {@code when} since the start. */
  static long nanosOf(Instant when) {
    return Duration.between(START, when).toNanos();
  }

  /** The clock for peers that wait: they wait in simulated time. */
  WaitClock waits() {
    return new WaitClock(this::nanos, this::advance);
  }
}
