package org.kxover.crossover;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.PrincipalName;

/**
 * One at a time for each crossover principal, from reading its kvno to writing the next. A fixed
 * number of locks, so that strangers' names cannot fill the memory.
 */
public final class CrossoverLocks {
  private final ReentrantLock[] locks = new ReentrantLock[64];
  private final Duration patience;

  public CrossoverLocks(Duration patience) {
    this.patience = patience;
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** A held lock; closing gives it back. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** The lock for {@code name}, or none where another holds it for too long. */
  public Held hold(PrincipalName name) throws CrossingException {
    ReentrantLock lock = locks[Math.floorMod(name.toString().hashCode(), locks.length)];
    try {
      if (lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return lock::unlock;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CrossingException(FailureReason.BUSY, "another exchange for " + name + " is in work");
  }
}
