package org.kxover.serving;

import java.util.Optional;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.exchange.Proposal;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.policy.Policy;

/**
 * Refuses new realms above the limits before they take a lock or a turn at the database. The owner
 * of one wildcard zone has any number of realms, which must not hold up the renewals of others.
 */
final class NewcomerCheck {
  private final CrossoverStore store;
  private final Policy policy;

  /**
   * Apart from the turns of those who get keys, so that refused realms wait for each other only.
   */
  private final DatabaseQueue reads;

  NewcomerCheck(LocalRealm realm, WaitClock waits) {
    this.reads = new DatabaseQueue(waits, Optional::empty);
    this.store = realm.store();
    this.policy = realm.policy();
  }

  /**
   * Counts the realm of an authenticated peer if it seems to be new. Above the limits, reads the
   * database to see whether it is.
   *
   * @param end when the peer stops waiting, by the clock of the waits
   * @throws CrossingException if the realm is new and a limit is reached
   */
  void admit(Proposal proposal, long end) throws CrossingException, StoreException {
    if (store.isKnown(proposal.crossover())) {
      return;
    }
    try {
      // The peer is authenticated, so it cannot use up the limit in the name of other realms.
      policy.countNewClientRealm(proposal.client());
    } catch (CrossingException limit) {
      requirePresent(proposal, end, limit);
    }
  }

  /** Somebody else may have written the principal since the last listing of the database. */
  private void requirePresent(Proposal proposal, long end, CrossingException otherwise)
      throws CrossingException, StoreException {
    try (DatabaseQueue.Turn turn = reads.take(end)) {
      if (store.find(proposal.crossover()).isEmpty()) {
        throw otherwise;
      }
    }
  }
}
