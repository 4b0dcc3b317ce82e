package org.kxover.soak;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops the threads of a soak. */
final class StopSignal {
  private final CountDownLatch over = new CountDownLatch(1);

  void stop() {
    over.countDown();
  }

  /** Waits for this time, or until {@link #stop}; true if stopped. */
  boolean await(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }
}
