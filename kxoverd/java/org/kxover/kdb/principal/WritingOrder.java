package org.kxover.kdb.principal;

import java.util.Optional;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;

/**
 * The order in which the parts of a key get into the database. A stop between any two changes does
 * no harm. {@link KeyWriter} decides which method is called, for a principal that may be changed.
 * Each method checks the claim before changes that must not overlap with another daemon's, reads
 * the key back, and returns the crossover after the write.
 */
interface WritingOrder {

  /**
   * Adds the principal.
   *
   * @return empty if it exists already
   */
  Optional<StoredCrossover> create(CrossoverKey key, Claims.Claim claim) throws StoreException;

  /** Replaces all that a half-made principal has. */
  StoredCrossover rebuild(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException;

  /** Adds the next key of a {@link Role#SERVICE} principal, which keeps the older ones. */
  StoredCrossover add(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException;

  /** Replaces the key of a {@link Role#CLIENT} principal. */
  StoredCrossover replace(CrossoverKey key, CrossoverEntry existing, Claims.Claim claim)
      throws StoreException;
}
