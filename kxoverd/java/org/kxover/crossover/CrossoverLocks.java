package org.kxover.crossover;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.PrincipalName;

/**
 * Locks for crossover principals. A thread holds the lock from reading the kvno until the next key
 * is written. The number of locks is fixed, so that peers cannot fill the memory with new names.
 *
 * <p>A secret key chooses the lock of a name. With a known hash, a peer could choose realms that
 * share the lock of another realm, and hold it.
 */
public final class CrossoverLocks {
  private static final String KEYED_HASH = "HmacSHA256";
  private static final int KEY_OCTETS = 32;

  private final ReentrantLock[] locks = new ReentrantLock[64];
  private final Duration timeout;
  private final SecretKeySpec key;

  public CrossoverLocks(Duration timeout, RandomGenerator random) {
    this.timeout = timeout;
    byte[] octets = new byte[KEY_OCTETS];
    random.nextBytes(octets);
    this.key = new SecretKeySpec(octets, KEYED_HASH);
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** A held lock; closing it releases the lock. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** The number of the lock of {@code name}. */
  int lockOf(PrincipalName name) {
    try {
      Mac mac = Mac.getInstance(KEYED_HASH);
      mac.init(key);
      byte[] hash = mac.doFinal(name.toString().getBytes(StandardCharsets.UTF_8));
      return Math.floorMod(ByteBuffer.wrap(hash).getInt(), locks.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + KEYED_HASH, e);
    }
  }

  /**
   * Waits for the lock of {@code name}.
   *
   * @throws CrossingException if another thread holds the lock for longer than the timeout
   */
  public Held hold(PrincipalName name) throws CrossingException {
    ReentrantLock lock = locks[lockOf(name)];
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
