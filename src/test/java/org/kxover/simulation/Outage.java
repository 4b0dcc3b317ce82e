package org.kxover.simulation;

import java.util.Optional;
import org.kxover.event.FailureReason;

/**
 * A time in which no exchange with the simulated realm succeeds.
 *
 * @param from in nanoseconds of the clock
 * @param to when it ends
 */
record Outage(long from, long to) {
  static Outage none() {
    return new Outage(VirtualClock.NEVER, VirtualClock.NEVER);
  }

  /**
   * @param day when it begins
   * @param days how long it is
   */
  static Outage of(double day, double days) {
    return new Outage((long) (day * VirtualClock.DAY), (long) ((day + days) * VirtualClock.DAY));
  }

  /** What an exchange ends with at that time; empty if the realm is there. */
  Optional<Responding.Outcome> at(long now) {
    return now >= from && now < to
        ? Optional.of(Responding.Outcome.failed(FailureReason.UNREACHABLE))
        : Optional.empty();
  }
}
