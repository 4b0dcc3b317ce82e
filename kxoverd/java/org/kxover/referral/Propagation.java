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
 * On a replica, what comes from the primary: kprop and kpropd bring it when they do, and a KDC that
 * was told of a key before would look for it in vain.
 */
public final class Propagation {
  private static final Logger LOG = LoggerFactory.getLogger(Propagation.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(50);
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private final CrossoverStore copy;
  private final SingleFlight<PrincipalName, StoredCrossover> flights = new SingleFlight<>();
  private final Executor executor;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param copy of the database that the KDC reads; it is read only
   * @param executor bounded; runs what waits
   * @param patience how long one wait goes on; a question that comes later begins the next
   */
  public Propagation(
      CrossoverStore copy, Executor executor, InstantSource clock, Duration patience) {
    this.copy = copy;
    this.executor = executor;
    this.clock = clock;
    this.patience = patience;
  }

  /** What the copy has now. */
  Optional<StoredCrossover> find(PrincipalName name) throws StoreException {
    return copy.find(name);
  }

  /**
   * Waits for {@code written} to be in the copy, or what followed it; all who wait for it look
   * together.
   *
   * @param usable what the KDC can use
   */
  CompletableFuture<StoredCrossover> arrival(
      StoredCrossover written, Predicate<StoredCrossover> usable) {
    return flights.join(written.name(), executor, () -> await(written, usable));
  }

  private StoredCrossover await(StoredCrossover written, Predicate<StoredCrossover> usable)
      throws CrossingException, InterruptedException {
    Instant end = clock.instant().plus(patience);
    Duration wait = FIRST_WAIT;
    Duration waited = Duration.ZERO;
    LOG.info("waiting for {} kvno {} to be here", written.name(), written.highestKvno());
    while (true) {
      Optional<StoredCrossover> here;
      try {
        here = find(written.name());
      } catch (StoreException e) {
        throw FailureReasons.exception(e);
      }
      if (here.filter(usable).isPresent()) {
        LOG.info("{} kvno {} is here", written.name(), here.get().highestKvno());
        return here.get();
      }
      // By what was waited, too: the clock may be set back meanwhile.
      if (!clock.instant().isBefore(end) || waited.compareTo(patience) >= 0) {
        throw late(written);
      }
      // kpropd writes the copy, and a database tells nobody of a change.
      Thread.sleep(wait.toMillis());
      waited = waited.plus(wait);
      wait = Comparables.min(wait.multipliedBy(2), LONGEST_WAIT);
    }
  }

  /** The primary has it, and we have not: nothing failed, and nothing more is to be done. */
  static CrossingException late(StoredCrossover written) {
    return new CrossingException(
        FailureReason.NOT_PROPAGATED,
        written.name()
            + " kvno "
            + written.highestKvno()
            + " is with the primary and not here yet; ask again, and see that kprop or kpropd"
            + " brings it soon");
  }
}
