package org.kxover.discovery;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.kxover.dns.Deadline;

/**
 * A lookup that runs once, in the first thread that needs its result.
 *
 * @param <E> the exception of a failed lookup
 */
final class SharedLookup<T, E extends Exception> implements Runnable {
  private final FutureTask<T> task;
  private final Class<E> thrown;
  private final Function<String, E> failure;

  /**
   * @param failure creates the exception for a timeout, from the reason
   */
  SharedLookup(Callable<T> lookup, Class<E> thrown, Function<String, E> failure) {
    this.task = new FutureTask<>(lookup);
    this.thrown = thrown;
    this.failure = failure;
  }

  /** Performs the lookup, unless another thread has started it. */
  @Override
  public void run() {
    task.run();
  }

  /** Returns the result, after waiting until {@code deadline} at most. */
  T result(Deadline deadline) throws E {
    run();
    try {
      return task.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (thrown.isInstance(e.getCause())) {
        throw thrown.cast(e.getCause());
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw failure.apply("no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure.apply("interrupted");
    }
  }
}
