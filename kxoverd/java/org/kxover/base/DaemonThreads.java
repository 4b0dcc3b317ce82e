package org.kxover.base;

import java.util.concurrent.ThreadFactory;

/** Makes daemon threads, which do not keep the process running. */
public final class DaemonThreads {
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
}
