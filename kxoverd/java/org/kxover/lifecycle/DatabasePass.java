package org.kxover.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.StoreException;

/**
 * One way through all crossovers of the database, at a bounded pace. Beside it the KDC and other
 * realms use the database. A small database is read at once, and a million crossovers within an
 * hour.
 */
final class DatabasePass implements AutoCloseable {
  /** How many crossovers are read without a pause. */
  static final int AT_ONCE = 5_000;

  /** How many crossovers are read in each second after that. */
  static final int PER_SECOND = 300;

  private final long count;
  private final CrossoverWalk walk;
  private Instant last;
  private double allowed = AT_ONCE;
  private long read;

  private DatabasePass(long count, CrossoverWalk walk, Instant now) {
    this.count = count;
    this.walk = walk;
    this.last = now;
  }

  static DatabasePass begin(CrossoverStore store, Instant now) throws StoreException {
    AtomicLong count = new AtomicLong();
    CrossoverWalk walk = store.walk(name -> count.incrementAndGet());
    return new DatabasePass(count.get(), walk, now);
  }

  /** Lists all crossovers without reading them. */
  static long count(CrossoverStore store) throws StoreException {
    try (CrossoverNames all = store.names()) {
      long count = 0;
      while (all.next().isPresent()) {
        count++;
      }
      return count;
    }
  }

  /** The number of crossovers at the beginning. */
  long count() {
    return count;
  }

  /** The number of crossovers that are not read yet, if nothing has changed since the beginning. */
  long left() {
    return Math.max(0, count - read);
  }

  /**
   * How many crossovers may be read now. A caller that takes longer for them than the pace allows
   * goes on to other work before it asks again.
   */
  int mayRead(Instant now) {
    // A read may take less than a millisecond, so milliseconds would lose the time of most reads.
    double passed = Math.max(0, Duration.between(last, now).toNanos() / 1e9);
    last = now;
    if (allowed < PER_SECOND) {
      allowed = Math.min(PER_SECOND, allowed + passed * PER_SECOND);
    }
    return (int) allowed;
  }

  /** The next crossover; empty at the end. */
  Optional<CrossoverWalk.Step> next() throws StoreException {
    Optional<CrossoverWalk.Step> step = walk.next();
    if (step.isPresent()) {
      read++;
      allowed--;
    }
    return step;
  }

  @Override
  public void close() {
    walk.close();
  }
}
