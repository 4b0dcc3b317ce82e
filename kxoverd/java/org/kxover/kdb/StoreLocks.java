package org.kxover.kdb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.kxover.kerberos.Realm;

/**
 * One lock for each realm's KDB, shared by all stores of that KDB. After a reload, two stores of
 * one KDB exist for a while. A write is several changes: without the lock, the key maintenance of
 * one store could take the unfinished write of the other for the remains of a crash.
 */
public final class StoreLocks {
  private final Map<Realm, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** The lock of the KDB of {@code realm}; fair. */
  public ReentrantLock of(Realm realm) {
    return locks.computeIfAbsent(realm, r -> new ReentrantLock(true));
  }
}
