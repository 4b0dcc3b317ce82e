package org.kxover.tls;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets handshakes of others begin one after the other, and not faster than so many a second: each
 * takes some 2 ms of a processor, which strangers can have us spend as often as they like, and the
 * KDC on the same machine needs them too. First come, first served; as those that wait have slots,
 * the wait has an end.
 */
final class HandshakePace {
  /** About a tenth of a processor. */
  private static final int PER_PROCESSOR = 50;

  /** So many may begin at once after a quiet time, each second's worth. */
  private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** As {@link TimeUnit#NANOSECONDS}'s. */
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  private final long nanosEach;
  private final LongSupplier clock;
  private final Sleeper sleeper;
  private long next;

  /**
   * @param clock as {@link System#nanoTime}
   */
  HandshakePace(int processors, LongSupplier clock, Sleeper sleeper) {
    this.nanosEach = TimeUnit.SECONDS.toNanos(1) / PER_PROCESSOR / processors;
    this.clock = clock;
    this.sleeper = sleeper;
    this.next = clock.getAsLong() - BURST_NANOS;
  }

  /** Returns when the caller's handshake may begin. */
  void await() throws InterruptedException {
    long wait = reserve();
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }

  private synchronized long reserve() {
    long now = clock.getAsLong();
    if (now - next > BURST_NANOS) {
      next = now - BURST_NANOS;
    }
    long wait = next - now;
    next += nanosEach;
    return wait;
  }
}
