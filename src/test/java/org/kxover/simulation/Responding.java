package org.kxover.simulation;

import java.util.Optional;
import org.kxover.event.FailureReason;
import org.kxover.kdb.StoredCrossover;

/** The other side of the exchanges that numbered realms begin. */
interface Responding {
  /**
   * @param key the principal in the database of the realm that asked; empty after a failure
   */
  record Outcome(Optional<StoredCrossover> key, Optional<FailureReason> failure) {
    static Outcome of(StoredCrossover key) {
      return new Outcome(Optional.of(key), Optional.empty());
    }

    static Outcome failed(FailureReason why) {
      return new Outcome(Optional.empty(), Optional.of(why));
    }
  }

  /**
   * Runs one exchange now.
   *
   * @param before the principal in the database of the realm that asks
   */
  Outcome exchange(int realm, Optional<StoredCrossover> before);
}
