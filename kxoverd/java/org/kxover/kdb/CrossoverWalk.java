package org.kxover.kdb;

import java.time.Instant;
import java.util.Optional;
import org.kxover.kerberos.PrincipalName;

/**
 * A way along all crossovers of a database, at the pace of its reader. It may hold a process until
 * it is closed. The database is not locked between two steps. For one thread at a time.
 */
public interface CrossoverWalk extends AutoCloseable {
  /**
   * A crossover as it was, some steps ago at most.
   *
   * @param at not after the time when it was read
   */
  record Seen(StoredCrossover crossover, Instant at) {}

  /**
   * One crossover on the way.
   *
   * @param seen empty if the store did not read it in passing, or if {@link
   *     CrossoverStore#removeExpired} may have something to do or to report: the caller then calls
   *     that
   */
  record Step(PrincipalName name, Optional<Seen> seen) {}

  /**
   * The next crossover; empty at the end.
   *
   * @throws StoreException if the walk fails; it has no more steps then
   */
  Optional<Step> next() throws StoreException;

  @Override
  void close();
}
