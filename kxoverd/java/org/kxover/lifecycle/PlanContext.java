package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * What the plan for a key needs to know beside the database.
 *
 * @param asked whether the KDC asked for the crossover since its newest key was written; what the
 *     database has of it may be older
 * @param inWork whether the key that follows is being agreed on
 * @param failed the last try to renew a key of the crossover, where that failed
 * @param objection why policy does not allow the other realm, where it does not
 * @param spread 0 to 1, and always the same of a key: keys that were made together are not renewed
 *     and ended together
 */
record PlanContext(
    boolean asked,
    boolean inWork,
    Optional<Failure> failed,
    Optional<String> objection,
    double spread) {
  /**
   * @param kvno of the key that was to be renewed
   * @param count tries of that in a row
   * @param when the last of them failed
   * @param spread 0 to 1, of the wait for the next
   * @param why the last of them failed
   */
  record Failure(int kvno, int count, Instant when, double spread, String why) {}
}
