package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;

/** Says when the thread of {@link KeyMaintenance} would make its next turn. */
public final class MaintenanceTurns {
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

  private final KeyMaintenance maintenance;
  private final Schedule schedule;

  public MaintenanceTurns(KeyMaintenance maintenance, Schedule schedule) {
    this.maintenance = maintenance;
    this.schedule = schedule;
  }

  /**
   * @param last when the last turn was
   */
  public Instant next(Instant last) {
    Instant longest = last.plus(maintenance.longestWait());
    Instant due = schedule.next().filter(when -> when.isBefore(longest)).orElse(longest);
    Instant shortest = last.plus(SHORTEST_WAIT);
    return due.isBefore(shortest) ? shortest : due;
  }

  public void turn() {
    maintenance.turn();
  }

  /** True while a pass through the database is under way. */
  public boolean isPassUnderWay() {
    return maintenance.longestWait().equals(SHORTEST_WAIT);
  }
}
