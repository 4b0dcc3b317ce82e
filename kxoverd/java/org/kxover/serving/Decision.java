package org.kxover.serving;

import java.util.Optional;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.PriorKey;
import org.kxover.kdb.StoredCrossover;

/**
 * What the next key of a crossover is to be, by what our database holds.
 *
 * @param kvno 1 to {@value Agreement#MAX_KVNO}
 * @param prior the key to mix in; empty where none is
 * @param before what the new key follows; empty for a first key
 */
record Decision(int kvno, Optional<PriorKey> prior, Optional<StoredCrossover> before)
    implements AutoCloseable {

  /** Wipes the prior key. */
  @Override
  public void close() {
    prior.ifPresent(PriorKey::close);
  }
}
