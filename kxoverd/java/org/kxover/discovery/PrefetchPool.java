package org.kxover.discovery;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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

  private final Executor threads;

  PrefetchPool() {
    this(DaemonThreads.pool("look-up", MAX_THREADS));
  }

  PrefetchPool(Executor threads) {
    this.threads = threads;
  }

  /** Starts {@code task} if a thread is free, and does nothing otherwise. */
  void tryStart(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
    }
  }
}
