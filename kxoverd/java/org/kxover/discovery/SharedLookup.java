package org.kxover.discovery;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.kxover.dns.Deadline;

/**
 * A look-up that is made once, by whichever thread comes to it first.
 *
 * @param <E> what it throws where nothing can be found out
 */
final class SharedLookup<T, E extends Exception> implements Runnable {
  private final FutureTask<T> task;
  private final Class<E> thrown;
  private final Function<String, E> failure;

  /**
   * @param failure what to throw where nothing is there in time, and why in words
   */
  SharedLookup(Callable<T> lookup, Class<E> thrown, Function<String, E> failure) {
    this.task = new FutureTask<>(lookup);
    this.thrown = thrown;
    this.failure = failure;
  }

  /** Makes the look-up, unless another thread has begun it. */
  @Override
  public void run() {
    task.run();
  }

  /** What was found, which is there by {@code deadline} or not at all. */
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
