package org.kxover.tls;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;

/**
 * Runs tasks at their time, on one daemon thread. The thread ends after some seconds without work,
 * so nobody needs to close the timer.
 */
final class DeadlineTimer {
  private static final int IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor;

  DeadlineTimer(String threadName) {
    executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(threadName));
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    // Nearly all deadlines are cancelled. Without this they would stay in memory until their time.
    executor.setRemoveOnCancelPolicy(true);
  }

  ScheduledFuture<?> after(Duration time, Runnable task) {
    return executor.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
