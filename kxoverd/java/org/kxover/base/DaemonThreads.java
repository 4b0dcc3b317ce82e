package org.kxover.base;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the process from ending. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** One that does {@code task} when it is started. */
  public static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Makes those of an executor, which all have that name. */
  public static ThreadFactory named(String name) {
    return task -> of(name, task);
  }
}
