package org.kxover.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kxover.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task at once, and again whenever the time is over that it gave, on a thread of its own.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final long CLOSE_MILLIS = 3_000;

  private final Duration afterError;
  private final Supplier<Duration> task;
  private final Thread thread;
  private boolean closed;

  /**
   * @param afterError the time between a round that ended with an error of ours and the next one
   * @param task gives the time until the next round
   */
  Rounds(String name, Duration afterError, Supplier<Duration> task) {
    this.afterError = afterError;
    this.task = task;
    this.thread = DaemonThreads.of(name, this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!isClosed()) {
        Duration pause = afterError;
        try {
          pause = task.get();
        } catch (RuntimeException | OutOfMemoryError e) {
          // Java throws OutOfMemoryError when it cannot start another thread, or a process.
          LOG.error("unexpected error while watching (a bug)", e);
        }
        await(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void await(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    long left = pause.toNanos();
    while (!closed && left > 0) {
      // timedWait of 0 would not end.
      TimeUnit.NANOSECONDS.timedWait(this, left + 1_000_000);
      left = end - System.nanoTime();
    }
  }

  /** Waits a short time for the round in work. An interrupt could end kadmin in a write. */
  @Override
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.join(CLOSE_MILLIS);
  }
}
