package org.kxover.serving;

import org.kxover.crossover.CrossoverLocks;
import org.kxover.event.CrossingException;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the database that the peer has shown that it has a key. Nobody waits for this, and
 * nothing fails if it does: the key works all the same.
 */
final class KeyConfirmation {
  private static final Logger LOG = LoggerFactory.getLogger(KeyConfirmation.class);

  private final CrossoverStore store;
  private final CrossoverLocks locks;
  private final KeyLimits limits;

  KeyConfirmation(CrossoverStore store, CrossoverLocks locks, KeyLimits limits) {
    this.store = store;
    this.locks = locks;
    this.limits = limits;
  }

  /**
   * @param how in words, for the log
   */
  void confirm(PrincipalName name, int kvno, String how) {
    try (CrossoverLocks.Held held = locks.hold(name)) {
      if (store.confirm(name, kvno, limits::mayConfirm)) {
        LOG.info("{} kvno {} is confirmed: {}", name, kvno, how);
      }
    } catch (StoreException | CrossingException e) {
      LOG.warn("cannot record that {} kvno {} is confirmed: {}", name, kvno, e.getMessage());
    }
  }
}
