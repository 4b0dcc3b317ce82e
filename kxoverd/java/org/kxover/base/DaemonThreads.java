package org.kxover.base;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes daemon threads, which do not keep the process running. */
public final class DaemonThreads {
  private static final int IDLE_SECONDS = 10;

  private DaemonThreads() {}

  /** A thread that runs {@code task} once it is started. */
  public static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** A factory for the threads of an executor, which all get this name. */
  public static ThreadFactory named(String name) {
    return task -> of(name, task);
  }

  /**
   * Threads for work that must not wait. Without a free thread, {@code execute} throws {@link
   * RejectedExecutionException}. Each ends after some idle seconds, so nobody needs to close the
   * pool.
   *
   * @param most the number of threads at the same time
   */
  public static ThreadPoolExecutor pool(String name, int most) {
    return new ThreadPoolExecutor(
        0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named(name));
  }
}
