package org.kxover.kdb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.kxover.kerberos.Realm;

/**
 * Whose turn it is at each realm's KDB. Two stores of one KDB, as there are for a while after a
 * reload, take the turn from here: a write is several changes, and the upkeep of one store would
 * take what the other is making for what a crash left half-made.
 */
public final class StoreLocks {
  private final Map<Realm, ReentrantLock> turns = new ConcurrentHashMap<>();

  /** The turn at the KDB of {@code realm}: first come, first served. */
  public ReentrantLock of(Realm realm) {
    return turns.computeIfAbsent(realm, r -> new ReentrantLock(true));
  }
}
