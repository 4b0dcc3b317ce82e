package org.kxover.crossover;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.PrincipalName;

/**
 * Locks for crossover principals. A thread holds the lock from reading the kvno until the next key
 * is written. The number of locks is fixed, so that peers cannot fill the memory with new names.
 */
public final class CrossoverLocks {
  private final ReentrantLock[] locks = new ReentrantLock[64];
  private final Duration timeout;

  public CrossoverLocks(Duration timeout) {
    this.timeout = timeout;
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** A held lock; closing it releases the lock. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for the lock of {@code name}.
   *
   * @throws CrossingException if another thread holds the lock for longer than the timeout
   */
  public Held hold(PrincipalName name) throws CrossingException {
    ReentrantLock lock = locks[Math.floorMod(name.toString().hashCode(), locks.length)];
    try {
      if (lock.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return lock::unlock;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CrossingException(
        FailureReason.BUSY, "another exchange for " + name + " is in progress");
  }
}
