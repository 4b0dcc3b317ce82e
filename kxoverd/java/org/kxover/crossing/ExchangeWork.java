package org.kxover.crossing;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one exchange that our realm begins: reads what the database has, and makes a key if
 * one is needed. {@link OutgoingExchanges} runs it for one principal at a time.
 */
final class ExchangeWork {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeWork.class);

  private final CrossoverStore store;
  private final KeyMaker crossing;
  private final KeyUse use;

  /** Counts finished exchanges and deletions. Each of them may have changed the store. */
  private final AtomicLong changes = new AtomicLong();

  ExchangeWork(LocalRealm realm, KeyMaker crossing) {
    this.store = realm.store();
    this.crossing = crossing;
    this.use = KeyUse.of(realm);
  }

  OutgoingExchanges.Snapshot read(PrincipalName name) throws CrossingException {
    long before = changes.get();
    return new OutgoingExchanges.Snapshot(stored(name), before);
  }

  /**
   * Crosses over if nothing of ours has changed the store since {@code snapshot}. Otherwise reads
   * the store again, because an exchange that just finished may have written this key. Changes by
   * other programs are detected by the store when it writes.
   */
  StoredCrossover crossUnlessChanged(
      PrincipalName name, Realm service, OutgoingExchanges.Snapshot snapshot)
      throws CrossingException {
    return changes.get() == snapshot.changes()
        ? cross(name, service, snapshot.stored())
        : crossUnlessUsable(name, service);
  }

  /** Reads the store first, because another exchange may just have written the key. */
  StoredCrossover crossUnlessUsable(PrincipalName name, Realm service) throws CrossingException {
    Optional<StoredCrossover> before = stored(name);
    if (before.filter(use::isUsable).isPresent()) {
      return before.get();
    }
    return cross(name, service, before);
  }

  /** Makes the key that follows {@code kvno}, unless the database has a newer one. */
  StoredCrossover renew(PrincipalName name, Realm service, int kvno) throws CrossingException {
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
  }

  /** Makes the first key of the principal, unless the principal exists. */
  StoredCrossover crossIfAbsent(PrincipalName name, Realm service) throws CrossingException {
    Optional<StoredCrossover> before = stored(name);
    if (before.isPresent()) {
      return before.get();
    }
    LOG.info(
        "asking {} for a key in the other direction (offer_other_direction): no {} yet",
        service,
        name);
    return cross(name, service, before);
  }

  /** Deletes the principal; returns true if it existed. */
  boolean delete(PrincipalName name) throws CrossingException {
    try {
      return store.delete(name);
    } catch (StoreException e) {
      throw FailureReasons.exception(e);
    } finally {
      changes.incrementAndGet();
    }
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
