package org.kxover.tls;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;

/**
 * One daemon thread that runs what is due; it ends by itself after some seconds without work, so
 * the owner need not close it.
 */
final class DeadlineTimer {
  private static final int IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor;

  DeadlineTimer(String threadName) {
    executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(threadName));
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    // Cancelled deadlines, nearly all of them, would else pile up until their time.
    executor.setRemoveOnCancelPolicy(true);
  }

  ScheduledFuture<?> after(Duration time, Runnable task) {
    return executor.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
