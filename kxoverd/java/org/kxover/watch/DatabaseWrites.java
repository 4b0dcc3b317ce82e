package org.kxover.watch;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kxover.kdb.StoreException;

/**
 * Whether the last change of a realm's database succeeded, and how long ago it was. Thread-safe.
 */
public final class DatabaseWrites {
  private final LongSupplier nanos;
  private Optional<Boolean> succeeded = Optional.empty();
  private long last;

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public DatabaseWrites(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A change succeeded. */
  public synchronized void succeeded() {
    succeeded = Optional.of(true);
    last = nanos.getAsLong();
  }

  /** A change failed. A refusal and a full queue say nothing about the database. */
  public synchronized void failed(StoreException.Reason why) {
    if (why == StoreException.Reason.FAILED || why == StoreException.Reason.UNCERTAIN) {
      succeeded = Optional.of(false);
      last = nanos.getAsLong();
    }
  }

  /** True if the last change succeeded; empty before the first one. */
  public synchronized Optional<Boolean> lastSucceeded() {
    return succeeded;
  }

  /** True if no change has succeeded for so many seconds, or the last one failed. */
  synchronized boolean isToBeTried(long seconds) {
    return succeeded.isEmpty()
        || !succeeded.get()
        || nanos.getAsLong() - last >= TimeUnit.SECONDS.toNanos(seconds);
  }
}
