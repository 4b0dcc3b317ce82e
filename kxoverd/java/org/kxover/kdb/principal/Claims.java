package org.kxover.kdb.principal;

import java.util.Optional;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;

/**
 * Gives one daemon at a time the right to change a crossover, if several daemons write to one
 * database.
 */
interface Claims {
  /** For a daemon that is the only one to write: always grants the claim and stores nothing. */
  Claims NONE =
      name ->
          Optional.of(
              new Claim() {
                @Override
                public boolean isHeld() {
                  return true;
                }

                @Override
                public void requireHeld() {}

                @Override
                public void close() {}
              });

  /** An acquired claim; {@link #close} releases it. */
  interface Claim extends AutoCloseable {
    /** False if another daemon took the claim, or removed it. */
    boolean isHeld() throws StoreException;

    /**
     * Checks that this daemon still holds the claim. Call it before a change that must not overlap
     * with changes of another daemon.
     *
     * @throws StoreException with {@link StoreException.Reason#UNCERTAIN} if the claim is lost
     */
    void requireHeld() throws StoreException;

    /** Does not fail: other daemons remove a claim that could not be released, after a time. */
    @Override
    void close();
  }

  /** The changes of the database for a service key: the key itself, and later its confirmation. */
  default int changesForKey() {
    return 2;
  }

  /**
   * Acquires the claim on that crossover; empty if another daemon holds it, then try again soon.
   */
  Optional<Claim> tryAcquire(PrincipalName crossover) throws StoreException;
}
