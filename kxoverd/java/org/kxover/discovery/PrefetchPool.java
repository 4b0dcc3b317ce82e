package org.kxover.discovery;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;

/**
 * A few threads for parallel lookups. They end after some idle seconds, so the pool need not be
 * closed.
 */
final class PrefetchPool {
  /**
   * Shared by all realms. If no thread is free, the caller that needs the result performs the
   * lookup.
   */
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

  /** Starts {@code task} if a thread is free, and does nothing otherwise. */
  void tryStart(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
    }
  }
}
