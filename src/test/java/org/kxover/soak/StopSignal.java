package org.kxover.soak;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells those who go on and on that it is enough. */
final class StopSignal {
  private final CountDownLatch over = new CountDownLatch(1);

  void come() {
    over.countDown();
  }

  /** Waits so long, or till it is over. */
  boolean within(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }
}
