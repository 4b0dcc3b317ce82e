package org.kxover.guard;

import java.security.SecureRandom;
import java.time.Instant;
import org.kxover.crossover.LocalRealm;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.ProbeNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that the probe uses, and the next one. A new key waits until replicas have it: a KDC
 * without it could not be told from one without the guard. Thread-safe.
 */
final class ProbeKeys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeKeys.class);

  private final LocalRealm realm;
  private final CrossoverStore store;
  private final SecureRandom random;
  private ProbeKey current;
  private ProbeKey next;

  ProbeKeys(LocalRealm realm, CrossoverStore store, SecureRandom random) {
    this.realm = realm;
    this.store = store;
    this.random = random;
  }

  /**
   * The key to use now. It stays usable until the next call of a method.
   *
   * @throws StoreException if there is none, and none can be written
   */
  synchronized ProbeKey current() throws StoreException {
    Instant now = realm.clock().instant();
    if (current != null && current.isOver(now)) {
      close();
    }
    if (current == null) {
      current = make();
    } else if (next == null && current.isOld(now)) {
      try {
        next = make();
      } catch (StoreException e) {
        LOG.debug("the probe goes on with its key; cannot write the next one", e);
      }
    }
    if (next != null && next.isEverywhere(now)) {
      current.close();
      current = next;
      next = null;
    }
    return current;
  }

  private ProbeKey make() throws StoreException {
    return ProbeKey.make(realm, store, random);
  }

  /** Copies the keys of the watch before a reload, so that no replica has to wait for another. */
  void copyFrom(ProbeKeys before) {
    ProbeKey usedBefore;
    ProbeKey nextBefore;
    synchronized (before) {
      usedBefore = before.current == null ? null : before.current.copy();
      nextBefore = before.next == null ? null : before.next.copy();
    }
    synchronized (this) {
      close();
      current = usedBefore;
      next = nextBefore;
    }
  }

  /** Forgets the key in use if the database does not have it any more. */
  synchronized void forgetIfGone() {
    try {
      if (current != null
          && store
              .find(ProbeNames.crossover(realm.name()))
              .filter(stored -> stored.keys().containsKey(current.kvno()))
              .isEmpty()) {
        close();
      }
    } catch (StoreException e) {
      LOG.debug("cannot look for the probe's key", e);
    }
  }

  /** Wipes the keys. */
  @Override
  public synchronized void close() {
    if (current != null) {
      current.close();
      current = null;
    }
    if (next != null) {
      next.close();
      next = null;
    }
  }
}
