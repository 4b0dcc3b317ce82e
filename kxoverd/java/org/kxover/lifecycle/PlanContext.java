package org.kxover.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * What the plan for a key depends on besides the database.
 *
 * @param asked true if the KDC asked for the crossover since its newest key was written; the
 *     database may not have this use yet
 * @param inWork true if a renewal is in work
 * @param lastFailure of renewing a key of the crossover; empty if the last renewal succeeded
 * @param objection why policy does not allow the other realm; empty if it does
 * @param spread 0 to 1, constant for a key, so that keys that were made together are not renewed
 *     and removed together
 */
record PlanContext(
    boolean asked,
    boolean inWork,
    Optional<Failure> lastFailure,
    Optional<String> objection,
    double spread) {
  /**
   * @param kvno of the key whose renewal failed
   * @param count of failures in a row
   * @param when the last try failed
   * @param spread 0 to 1, of the delay before the next try
   * @param why the last try failed
   */
  record Failure(int kvno, int count, Instant when, double spread, String why) {}
}
