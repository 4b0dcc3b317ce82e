package org.kxover.crossing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.kxover.base.SingleFlight;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyRenewer;
import org.kxover.policy.Policy;

/**
 * Runs the exchanges that our realm begins, one at a time for each crossover principal. All callers
 * that want a key of the same principal share one exchange.
 */
public final class OutgoingExchanges implements KeyRenewer {
  private final Realm realm;
  private final Policy policy;
  private final ExchangeWork work;
  private final Executor executor;
  private final SingleFlight<PrincipalName, StoredCrossover> flights = new SingleFlight<>();

  /**
   * What a caller has read from the store.
   *
   * @param changes the count of finished exchanges and deletions before the reading
   */
  public record Snapshot(Optional<StoredCrossover> stored, long changes) {}

  /**
   * @param executor bounded; runs the exchanges
   */
  public OutgoingExchanges(LocalRealm realm, KeyMaker crossing, Executor executor) {
    this.realm = realm.name();
    this.policy = realm.policy();
    this.work = new ExchangeWork(realm, crossing);
    this.executor = executor;
  }

  /** Reads the principal from our database. */
  public Snapshot read(PrincipalName name) throws CrossingException {
    return work.read(name);
  }

  /**
   * Makes a key for our users at that realm, because {@code snapshot} has no usable key. The caller
   * must have checked the policy.
   */
  public CompletableFuture<StoredCrossover> begin(Realm service, Snapshot snapshot) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(name, executor, () -> work.crossUnlessChanged(name, service, snapshot));
  }

  /**
   * Makes a key for our users at that realm, unless our database has a usable one. A key made by
   * hand counts too. The caller must have checked the policy.
   */
  public CompletableFuture<StoredCrossover> begin(Realm service) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(name, executor, () -> work.crossUnlessUsable(name, service));
  }

  /**
   * Makes the key that follows {@code kvno}, even if that key is still usable. Does nothing if the
   * database already has a newer key. Shares an exchange that is already in progress. Fails if the
   * principal does not exist.
   */
  @Override
  public CompletableFuture<StoredCrossover> renew(PrincipalName name, int kvno) {
    Realm service = new Realm(name.components().get(1));
    return flights.join(name, executor, () -> work.renew(name, service, kvno));
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
    return flights.join(name, executor, () -> work.crossIfAbsent(name, service));
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
            () -> work.delete(name),
            new CrossingException(FailureReason.BUSY, name + " was just dropped; ask again"))
        .orElseThrow(
            () ->
                new CrossingException(
                    FailureReason.BUSY, "an exchange for " + name + " is in progress; try again"));
  }

  /** The exchanges in progress, and how long each has been running. */
  public Map<PrincipalName, Duration> inWork() {
    return flights.inWork();
  }
}
