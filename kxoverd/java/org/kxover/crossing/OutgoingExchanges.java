package org.kxover.crossing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.kxover.base.SingleFlight;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyRenewer;
import org.kxover.lifecycle.KeyUse;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the exchanges that our realm begins, one at a time for each crossover principal. All callers
 * that want a key of the same principal share one exchange.
 */
public final class OutgoingExchanges implements KeyRenewer {
  private static final Logger LOG = LoggerFactory.getLogger(OutgoingExchanges.class);

  private final Realm realm;
  private final Policy policy;
  private final CrossoverStore store;
  private final Crossing crossing;
  private final Executor executor;
  private final KeyUse use;
  private final SingleFlight<PrincipalName, StoredCrossover> flights = new SingleFlight<>();

  /** Counts finished exchanges and deletions. Each of them may have changed the store. */
  private final AtomicLong changes = new AtomicLong();

  /**
   * What a caller has read from the store.
   *
   * @param changes the count of finished exchanges and deletions before the reading
   */
  public record Snapshot(Optional<StoredCrossover> stored, long changes) {}

  /**
   * @param executor bounded; runs the exchanges
   */
  public OutgoingExchanges(LocalRealm realm, Crossing crossing, Executor executor) {
    this.realm = realm.name();
    this.policy = realm.policy();
    this.store = realm.store();
    this.crossing = crossing;
    this.executor = executor;
    this.use = KeyUse.of(realm);
  }

  /** Reads the principal from our database. */
  public Snapshot read(PrincipalName name) throws CrossingException {
    long before = changes.get();
    return new Snapshot(stored(name), before);
  }

  /**
   * Makes a key for our users at that realm, because {@code snapshot} has no usable key. The caller
   * must have checked the policy.
   */
  public CompletableFuture<StoredCrossover> begin(Realm service, Snapshot snapshot) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(name, executor, () -> crossUnlessChanged(name, service, snapshot));
  }

  /**
   * Makes a key for our users at that realm, unless our database has a usable one. A key made by
   * hand counts too. The caller must have checked the policy.
   */
  public CompletableFuture<StoredCrossover> begin(Realm service) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(name, executor, () -> crossUnlessUsable(name, service));
  }

  /**
   * Makes the key that follows {@code kvno}, even if that key is still usable. Does nothing if the
   * database already has a newer key. Shares an exchange that is already in progress. Fails if the
   * principal does not exist.
   */
  @Override
  public CompletableFuture<StoredCrossover> renew(PrincipalName name, int kvno) {
    Realm service = new Realm(name.components().get(1));
    return flights.join(
        name,
        executor,
        () -> {
          Optional<StoredCrossover> before = stored(name);
          if (before.isEmpty()) {
            throw new CrossingException(
                FailureReason.ABSENT,
                name + " is no longer in the database, so there is nothing to renew");
          }
          if (before.get().highestKvno() != kvno) {
            return before.get();
          }
          return cross(name, service, before);
        });
  }

  @Override
  public Optional<String> objection(Realm service) {
    return policy.objection(service);
  }

  /**
   * Makes the first key for our users at that realm before any of them asks for it. Does nothing if
   * the principal exists, even without a usable key: the next question of the KDC deals with that.
   */
  public CompletableFuture<StoredCrossover> beginFirst(Realm service) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(
        name,
        executor,
        () -> {
          Optional<StoredCrossover> before = stored(name);
          if (before.isPresent()) {
            return before.get();
          }
          LOG.info(
              "asking {} for a key in the other direction (offer_other_direction): no {} yet",
              service,
              name);
          return cross(name, service, before);
        });
  }

  /**
   * Checks that our users may use services of that realm.
   *
   * @throws CrossingException if the policy forbids it, or the realm is our own
   */
  public void requireAllowed(Realm service) throws CrossingException {
    policy.requireClient();
    if (service.sameDomain(realm)) {
      throw new CrossingException(
          FailureReason.INVALID,
          service + " is our own realm " + realm + " itself, or another spelling of it");
    }
    policy.requirePeer(service);
  }

  /**
   * Deletes the principal.
   *
   * @return true if it existed
   * @throws CrossingException if an exchange for it is in progress, or the database failed
   */
  public boolean drop(PrincipalName name) throws CrossingException {
    return flights
        .alone(
            name,
            () -> delete(name),
            new CrossingException(FailureReason.BUSY, name + " was just dropped; ask again"))
        .orElseThrow(
            () ->
                new CrossingException(
                    FailureReason.BUSY, "an exchange for " + name + " is in progress; try again"));
  }

  private boolean delete(PrincipalName name) throws CrossingException {
    try {
      return store.delete(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    } finally {
      changes.incrementAndGet();
    }
  }

  /** The exchanges in progress, and how long each has been running. */
  public Map<PrincipalName, Duration> inWork() {
    return flights.inWork();
  }

  /**
   * Crosses over if nothing of ours has changed the store since {@code snapshot}. Otherwise reads
   * the store again, because an exchange that just finished may have written this key. Changes by
   * other programs are detected by the store when it writes.
   */
  private StoredCrossover crossUnlessChanged(PrincipalName name, Realm service, Snapshot snapshot)
      throws CrossingException {
    return changes.get() == snapshot.changes()
        ? cross(name, service, snapshot.stored())
        : crossUnlessUsable(name, service);
  }

  /** Reads the store first, because another exchange may just have written the key. */
  private StoredCrossover crossUnlessUsable(PrincipalName name, Realm service)
      throws CrossingException {
    Optional<StoredCrossover> before = stored(name);
    if (before.filter(use::isUsable).isPresent()) {
      return before.get();
    }
    return cross(name, service, before);
  }

  private StoredCrossover cross(PrincipalName name, Realm service, Optional<StoredCrossover> before)
      throws CrossingException {
    StoredCrossover written;
    try {
      written = crossing.cross(name, service, before);
    } finally {
      changes.incrementAndGet();
    }
    if (!use.isUsable(written)) {
      throw new CrossingException(
          FailureReason.DATABASE,
          name + " was written, but our KDC cannot issue tickets under the new key");
    }
    return written;
  }

  private Optional<StoredCrossover> stored(PrincipalName name) throws CrossingException {
    try {
      return store.find(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    }
  }
}
