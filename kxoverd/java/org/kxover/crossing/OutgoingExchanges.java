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
 * The exchanges that our realm begins: one at a time for each crossover. Many may want a key at
 * once, and one exchange serves them all.
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

  /** Counts what our flights have ended with, each of which may have changed the store. */
  private final AtomicLong landings = new AtomicLong();

  /**
   * What was seen of the store.
   *
   * @param landed our exchanges that had ended before that look began
   */
  public record Look(Optional<StoredCrossover> stored, long landed) {}

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

  /** What our database has of that crossover now. */
  public Look look(PrincipalName name) throws CrossingException {
    long landed = landings.get();
    return new Look(stored(name), landed);
  }

  /**
   * Makes a key for our users at that realm, as that look found none of use. The caller has asked
   * the policy.
   */
  public CompletableFuture<StoredCrossover> begin(Realm service, Look look) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(name, executor, () -> cross(name, service, look));
  }

  /**
   * Makes a key for our users at that realm, unless our database has one of use, made by hand too.
   * The caller has asked the policy.
   */
  public CompletableFuture<StoredCrossover> begin(Realm service) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(name, executor, () -> cross(name, service));
  }

  /**
   * Makes the key that follows the one of that kvno, whether or not that is still of use; where
   * another was written meanwhile, or an exchange is in work, that will do. It fails where the
   * principal is gone.
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
                FailureReason.ABSENT, name + " is gone, so there is nothing to renew");
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
   * Makes the first key for our users at that realm, whether or not any of them asked; where there
   * is a principal for it, made by hand, of use or not, that is left to the next question.
   */
  public CompletableFuture<StoredCrossover> first(Realm service) {
    PrincipalName name = PrincipalName.crossover(service, realm);
    return flights.join(
        name,
        executor,
        () -> {
          Optional<StoredCrossover> before = stored(name);
          if (before.isPresent()) {
            return before.get();
          }
          LOG.info("offering {} the other direction: {} has no key yet", service, name);
          return cross(name, service, before);
        });
  }

  /**
   * That our users may go to that realm.
   *
   * @throws CrossingException where policy says no, or the realm is our own
   */
  public void requireAllowed(Realm service) throws CrossingException {
    policy.requireClient();
    if (service.sameDomain(realm)) {
      throw new CrossingException(
          FailureReason.INVALID, service + " is " + realm + " itself, or a spelling of it");
    }
    policy.requirePeer(service);
  }

  /** Deletes the principal of that crossover, unless an exchange for it is in work. */
  public boolean drop(PrincipalName name) throws CrossingException {
    return flights
        .alone(
            name,
            () -> delete(name),
            new CrossingException(FailureReason.BUSY, name + " was just dropped; ask again"))
        .orElseThrow(
            () ->
                new CrossingException(
                    FailureReason.BUSY, "an exchange for " + name + " is in work; try again"));
  }

  private boolean delete(PrincipalName name) throws CrossingException {
    try {
      return store.delete(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    } finally {
      landings.incrementAndGet();
    }
  }

  /** The exchanges in work, and for how long each is. */
  public Map<PrincipalName, Duration> inWork() {
    return flights.inWork();
  }

  /**
   * In a flight: crosses over, as that look found no key of use. Where a flight has ended since, it
   * looks again: the one that ended may have been for this name. What other hands do meanwhile the
   * store itself finds out when it writes.
   */
  private StoredCrossover cross(PrincipalName name, Realm service, Look look)
      throws CrossingException {
    return landings.get() == look.landed()
        ? cross(name, service, look.stored())
        : cross(name, service);
  }

  /** In a flight: looks again, since the one before may have just ended, and crosses over. */
  private StoredCrossover cross(PrincipalName name, Realm service) throws CrossingException {
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
      landings.incrementAndGet();
    }
    if (!use.isUsable(written)) {
      throw new CrossingException(FailureReason.DATABASE, name + " was written and is of no use");
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
