package org.kxover.discovery;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;

/**
 * A few threads for look-ups that need not wait for each other. They end by themselves after some
 * seconds without work, so the owner need not close anything.
 */
final class PrefetchPool {
  /** For all realms together; look-ups that find no thread are made by those who wait for them. */
  private static final int MAX_THREADS = 32;

  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DaemonThreads.named("look-up"));

  /** Begins {@code task} where a thread is free; where none is, the task is as it was. */
  void begin(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // OutOfMemoryError is how Java says that it cannot have another thread.
    }
  }
}
