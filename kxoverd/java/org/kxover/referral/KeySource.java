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
 * Provides the key for a question of the KDC. Reads it from the database, or waits for an exchange.
 * All questions that need the same key share one exchange.
 */
public final class KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

  private final Realm realm;
  private final OutgoingExchanges exchanges;
  private final KeyUse use;
  private final Optional<Propagation> replica;
  private final InstantSource clock;
  private final Semaphore waitSlots;

  /**
   * @param replica present if our KDC reads a replica of the database
   * @param maxWaiting how many questions may wait for exchanges at once. It must be less than the
   *     limit of all questions, so that questions with an existing key are answered while peers do
   *     not respond.
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
    this.waitSlots = new Semaphore(maxWaiting);
  }

  /**
   * Gets a key for our users at {@code service} that the KDC can use.
   *
   * @param end when the question times out
   * @throws CrossingException if there is no usable key at {@code end}
   */
  StoredCrossover get(Question question, Realm service, Instant end) throws CrossingException {
    PrincipalName name = PrincipalName.crossover(service, realm);
    Found found = find(name, service);
    if (found.stored().filter(use::isUsable).isPresent()) {
      return found.stored().get();
    }
    LOG.info(
        "found {} in realm {}; {}: {}",
        question.service(),
        service,
        name,
        found.stored().isPresent() ? "its key expires too soon" : "no key yet");
    if (!waitSlots.tryAcquire()) {
      throw new CrossingException(
          FailureReason.BUSY, "too many requests of the KDC already wait for exchanges");
    }
    try {
      return awaitKey(name, service, found.exchange().get(), end);
    } finally {
      waitSlots.release();
    }
  }

  /**
   * The principal in the database that the KDC reads.
   *
   * @param exchange begins the exchange for the key after {@code stored}
   */
  private record Found(
      Optional<StoredCrossover> stored, Supplier<CompletableFuture<StoredCrossover>> exchange) {}

  private Found find(PrincipalName name, Realm service) throws CrossingException {
    if (replica.isEmpty()) {
      OutgoingExchanges.Snapshot snapshot = exchanges.read(name);
      return new Found(snapshot.stored(), () -> exchanges.begin(service, snapshot));
    }
    try {
      // The replica may be out of date, so the exchange reads the primary database itself.
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
                    FailureReason.BUSY,
                    "the exchange with " + service + " is still in progress; ask again"));
    if (!use.isUsable(made)) {
      // The exchange was a renewal that found another key than the one that it was to replace.
      throw new CrossingException(
          FailureReason.BUSY, name + " was changed during the exchange; ask again");
    }
    return replica.isPresent() ? await(replica.get(), made, end) : made;
  }

  /** A wait that an earlier question began may time out before ours. Then we begin another. */
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
      CompletableFuture<StoredCrossover> result, Instant end, Supplier<CrossingException> late)
      throws CrossingException {
    Duration left = Duration.between(clock.instant(), end);
    try {
      return result.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
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
