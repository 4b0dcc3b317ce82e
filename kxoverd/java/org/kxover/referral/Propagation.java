package org.kxover.referral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.kxover.base.Comparables;
import org.kxover.base.SingleFlight;
import org.kxover.crossover.FailureReasons;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On a replica, waits until kprop or kpropd has brought a new key from the primary. If kxoverd
 * answered earlier, the KDC would not find the key in its database.
 */
public final class Propagation {
  private static final Logger LOG = LoggerFactory.getLogger(Propagation.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(50);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private final CrossoverStore copy;
  private final SingleFlight<PrincipalName, StoredCrossover> flights = new SingleFlight<>();
  private final Executor executor;
  private final InstantSource clock;
  private final Duration timeout;

  /**
   * @param copy the replica of the database that the KDC reads; it is read only
   * @param executor bounded; runs the waits
   * @param timeout of one wait; a later question begins another wait
   */
  public Propagation(
      CrossoverStore copy, Executor executor, InstantSource clock, Duration timeout) {
    this.copy = copy;
    this.executor = executor;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** Reads the principal from the replica. */
  Optional<StoredCrossover> find(PrincipalName name) throws StoreException {
    return copy.find(name);
  }

  /**
   * Waits until the replica has {@code written} or a newer key. All callers for one principal share
   * one wait.
   *
   * @param usable true for keys that the KDC can use
   */
  CompletableFuture<StoredCrossover> arrival(
      StoredCrossover written, Predicate<StoredCrossover> usable) {
    return flights.join(written.name(), executor, () -> await(written, usable));
  }

  private StoredCrossover await(StoredCrossover written, Predicate<StoredCrossover> usable)
      throws CrossingException, InterruptedException {
    Instant end = clock.instant().plus(timeout);
    Duration wait = FIRST_WAIT;
    Duration waited = Duration.ZERO;
    LOG.info("waiting for {} kvno {} from the primary", written.name(), written.highestKvno());
    while (true) {
      Optional<StoredCrossover> found;
      try {
        found = find(written.name());
      } catch (StoreException e) {
        throw FailureReasons.exception(e);
      }
      if (found.filter(usable).isPresent()) {
        LOG.info(
            "{} kvno {} has arrived from the primary", written.name(), found.get().highestKvno());
        return found.get();
      }
      // The sum of the waits counts too, because the clock may be set back during the wait.
      if (!clock.instant().isBefore(end) || waited.compareTo(timeout) >= 0) {
        throw late(written);
      }
      // kpropd writes the replica, and there is no notification of changes.
      Thread.sleep(wait.toMillis());
      waited = waited.plus(wait);
      wait = Comparables.min(wait.multipliedBy(2), LONGEST_WAIT);
    }
  }

  /** The exchange succeeded. The replica only needs more time to get the key. */
  static CrossingException late(StoredCrossover written) {
    return new CrossingException(
        FailureReason.NOT_PROPAGATED,
        written.name()
            + " kvno "
            + written.highestKvno()
            + " is in the primary's database but not in this replica's yet; ask again. If this"
            + " happens often, let kprop or kpropd run more often");
  }
}
