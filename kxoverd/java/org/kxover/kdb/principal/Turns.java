package org.kxover.kdb.principal;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;

/**
 * Lets one request after the other use a KDB. A bounded number of requests waits, each for a
 * limited time.
 */
final class Turns {
  /** What a request does when it is its turn. */
  interface Work<T> {
    T run() throws StoreException;
  }

  private final ReentrantLock lock;
  private final PrincipalStore.Limits limits;
  private final Semaphore permits;
  private volatile boolean closed;

  /**
   * @param lock shared with every other store of the KDB
   */
  Turns(ReentrantLock lock, PrincipalStore.Limits limits) {
    this.lock = lock;
    this.limits = limits;
    this.permits = new Semaphore(limits.maxQueued() + 1);
  }

  /**
   * Waits for a turn, and does {@code work}.
   *
   * @param action for error messages
   * @throws StoreException "busy" if too many wait, or the wait takes too long; "refused" after
   *     {@link #close}
   */
  <T> T take(String action, Work<T> work) throws StoreException {
    if (!permits.tryAcquire()) {
      throw busy(action, limits.maxQueued() + " requests are already waiting");
    }
    try {
      if (!lock.tryLock(limits.maxWait().toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(action, "it waited for " + limits.maxWait());
      }
      try {
        requireOpen(action);
        return work.run();
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.BUSY, action + ": interrupted while waiting", e);
    } finally {
      permits.release();
    }
  }

  /** Fails after {@link #close}. */
  void requireOpen(String action) throws StoreException {
    if (closed) {
      throw new StoreException(Reason.REFUSED, action + ": the store is closed");
    }
  }

  /** The number of requests that wait or have their turn. */
  int requests() {
    return limits.maxQueued() + 1 - permits.availablePermits();
  }

  private static StoreException busy(String action, String why) {
    return new StoreException(
        Reason.BUSY, action + ": the key database is busy: " + why + "; try again");
  }

  /**
   * Lets nobody have a turn from now on. Waits for the present turn, and then runs {@code last}.
   */
  void close(Runnable last) {
    closed = true;
    lock.lock();
    try {
      last.run();
    } finally {
      lock.unlock();
    }
  }
}
