package org.kxover.base;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs one piece of work for each key at a time. Callers that ask while it is running share its
 * result.
 *
 * @param <K> the key that identifies the work
 * @param <V> the result
 */
public final class SingleFlight<K, V> {
  private record Flight<V>(CompletableFuture<V> result, long start) {
    static <V> Flight<V> begin() {
      return new Flight<>(new CompletableFuture<>(), System.nanoTime());
    }
  }

  /**
   * Work that the calling thread does itself.
   *
   * @param <R> the result
   * @param <X> the exception it may throw
   */
  @FunctionalInterface
  public interface Work<R, X extends Exception> {
    R run() throws X;
  }

  private final Map<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /**
   * Joins the running flight for {@code key}, or starts a new one that runs {@code work} on the
   * executor.
   *
   * @param executor must be bounded: if it rejects the work, the flight fails with {@link
   *     RejectedExecutionException}
   */
  public CompletableFuture<V> join(K key, Executor executor, Callable<V> work) {
    Flight<V> own = Flight.begin();
    Flight<V> other = flights.putIfAbsent(key, own);
    if (other != null) {
      return other.result();
    }
    try {
      executor.execute(() -> runFlight(key, own, work));
    } catch (RuntimeException | Error e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      fail(key, own, e);
    }
    return own.result();
  }

  // Also catches Errors. Otherwise the callers that joined would wait forever.
  private void runFlight(K key, Flight<V> own, Callable<V> work) {
    try {
      complete(key, own, work.call());
    } catch (Throwable e) {
      fail(key, own, e);
    }
  }

  /**
   * Joins the running flight for {@code key} without waiting for it, or runs {@code work} on this
   * thread as a new flight before it returns.
   *
   * @throws X if the work of this thread failed; callers that joined get the exception from the
   *     flight
   */
  public <X extends Exception> CompletableFuture<V> joinHere(K key, Work<V, X> work) throws X {
    Flight<V> own = Flight.begin();
    Flight<V> other = flights.putIfAbsent(key, own);
    if (other != null) {
      return other.result();
    }
    try {
      complete(key, own, work.run());
      return own.result();
    } catch (Throwable e) {
      fail(key, own, e);
      throw e;
    }
  }

  /**
   * Runs {@code work} on this thread, unless a flight for {@code key} is running. Callers that join
   * meanwhile get {@code meanwhile} as their failure.
   *
   * @return the result, which is not null; empty if a flight is running
   */
  public <R, X extends Exception> Optional<R> alone(K key, Work<R, X> work, Exception meanwhile)
      throws X {
    Flight<V> own = Flight.begin();
    if (flights.putIfAbsent(key, own) != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.run());
    } finally {
      fail(key, own, meanwhile);
    }
  }

  /** The running flights, with the time since each began. */
  public Map<K, Duration> inWork() {
    long now = System.nanoTime();
    Map<K, Duration> times = new HashMap<>();
    flights.forEach((key, flight) -> times.put(key, Duration.ofNanos(now - flight.start())));
    return times;
  }

  // Removed first: a caller that gets the result can then begin the next flight.
  private void complete(K key, Flight<V> own, V value) {
    flights.remove(key, own);
    own.result().complete(value);
  }

  private void fail(K key, Flight<V> own, Throwable why) {
    flights.remove(key, own);
    own.result().completeExceptionally(why);
  }
}
