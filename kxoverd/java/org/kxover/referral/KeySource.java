package org.kxover.referral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provides the key that a question needs: from the database, or from an exchange that it waits for.
 * Many questions may need one key at once; one exchange serves them all.
 */
public final class KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

  private final Realm realm;
  private final OutgoingExchanges exchanges;
  private final KeyUse use;
  private final Optional<Propagation> replica;
  private final InstantSource clock;
  private final Semaphore waits;

  /**
   * @param replica where the KDC reads a copy of the database
   * @param maxWaiting questions that may wait for exchanges at once. It is less than all questions
   *     in work, so that questions whose key is there have an answer while peers hang.
   */
  public KeySource(
      LocalRealm realm,
      OutgoingExchanges exchanges,
      Optional<Propagation> replica,
      int maxWaiting) {
    this.realm = realm.name();
    this.exchanges = exchanges;
    this.use = KeyUse.of(realm);
    this.replica = replica;
    this.clock = realm.clock();
    this.waits = new Semaphore(maxWaiting);
  }

  /**
   * A key for our users at {@code service} that the KDC can use.
   *
   * @param end when the question's time is over
   * @throws CrossingException where there is no such key by then
   */
  StoredCrossover get(Question question, Realm service, Instant end) throws CrossingException {
    PrincipalName name = PrincipalName.crossover(service, realm);
    Found found = look(name, service);
    if (found.stored().filter(use::isUsable).isPresent()) {
      return found.stored().get();
    }
    LOG.info(
        "found {} in realm {}; {}: {}",
        question.service(),
        service,
        name,
        found.stored().isPresent() ? "its key expires too soon" : "no key yet");
    if (!waits.tryAcquire()) {
      throw new CrossingException(
          FailureReason.BUSY, "too many requests of this realm wait for exchanges already");
    }
    try {
      return awaitKey(name, service, found.exchange().get(), end);
    } finally {
      waits.release();
    }
  }

  /**
   * What the KDC's database has.
   *
   * @param exchange begins the exchange for a key that follows {@code stored}
   */
  private record Found(
      Optional<StoredCrossover> stored, Supplier<CompletableFuture<StoredCrossover>> exchange) {}

  private Found look(PrincipalName name, Realm service) throws CrossingException {
    if (replica.isEmpty()) {
      OutgoingExchanges.Look look = exchanges.look(name);
      return new Found(look.stored(), () -> exchanges.begin(service, look));
    }
    try {
      // The copy may be old: the exchange looks at the primary for what the next key follows.
      return new Found(replica.get().find(name), () -> exchanges.begin(service));
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }

  private StoredCrossover awaitKey(
      PrincipalName name, Realm service, CompletableFuture<StoredCrossover> exchange, Instant end)
      throws CrossingException {
    StoredCrossover made =
        await(
            exchange,
            end,
            () ->
                new CrossingException(
                    FailureReason.BUSY, "the exchange with " + service + " goes on; ask again"));
    if (!use.isUsable(made)) {
      // What was in work was the renewal of a key that is not there any more.
      throw new CrossingException(FailureReason.BUSY, name + " was changed meanwhile; ask again");
    }
    return replica.isPresent() ? await(replica.get(), made, end) : made;
  }

  /** A wait that others began may be over before our own patience is: then we begin the next. */
  private StoredCrossover await(Propagation propagation, StoredCrossover made, Instant end)
      throws CrossingException {
    while (true) {
      try {
        return await(propagation.arrival(made, use::isUsable), end, () -> Propagation.late(made));
      } catch (CrossingException e) {
        if (e.failureReason() != FailureReason.NOT_PROPAGATED || !clock.instant().isBefore(end)) {
          throw e;
        }
      }
    }
  }

  private StoredCrossover await(
      CompletableFuture<StoredCrossover> flight, Instant end, Supplier<CrossingException> late)
      throws CrossingException {
    Duration left = Duration.between(clock.instant(), end);
    try {
      return flight.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw CrossingException.ofFlight(e.getCause());
    } catch (TimeoutException e) {
      throw late.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CrossingException(FailureReason.BUSY, "kxoverd is stopping");
    }
  }
}
