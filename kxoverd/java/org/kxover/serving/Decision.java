package org.kxover.serving;

import java.util.Optional;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.PriorKey;
import org.kxover.kdb.StoredCrossover;

/**
 * The next key of a crossover principal.
 *
 * @param kvno 1 to {@value Agreement#MAX_KVNO}
 * @param prior the key to mix in, if any
 * @param takesKeys true if our database takes keys, so that no password is needed
 * @param before the principal in our database; empty for a first key
 */
record Decision(
    int kvno, Optional<PriorKey> prior, boolean takesKeys, Optional<StoredCrossover> before)
    implements AutoCloseable {

  /** Wipes the prior key. */
  @Override
  public void close() {
    prior.ifPresent(PriorKey::close);
  }
}
