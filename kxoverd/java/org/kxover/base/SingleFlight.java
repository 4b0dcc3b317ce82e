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
 * One piece of work for each key at a time: who asks while it is in work shares its result.
 *
 * @param <K> what names the work
 * @param <V> its result
 */
public final class SingleFlight<K, V> {
  private record Flight<V>(CompletableFuture<V> result, long start) {
    static <V> Flight<V> begin() {
      return new Flight<>(new CompletableFuture<>(), System.nanoTime());
    }
  }

  /**
   * What this thread does itself.
   *
   * @param <R> its result
   * @param <X> how it fails
   */
  @FunctionalInterface
  public interface Work<R, X extends Exception> {
    R run() throws X;
  }

  private final Map<K, Flight<V>> inWork = new ConcurrentHashMap<>();

  /**
   * The flight for {@code key}: the one in work, or a new one that does {@code work} on the
   * executor.
   *
   * @param executor bounded: where it takes no more work, the flight fails with {@link
   *     RejectedExecutionException}
   */
  public CompletableFuture<V> join(K key, Executor executor, Callable<V> work) {
    Flight<V> own = Flight.begin();
    Flight<V> other = inWork.putIfAbsent(key, own);
    if (other != null) {
      return other.result();
    }
    try {
      executor.execute(() -> fly(key, own, work));
    } catch (RuntimeException | Error e) {
      // An Error too: it is how Java says that it cannot have another thread.
      fail(key, own, e);
    }
    return own.result();
  }

  // Whatever the work throws, an Error too, ends the flight: nobody may wait for it for ever.
  private void fly(K key, Flight<V> own, Callable<V> work) {
    try {
      land(key, own, work.call());
    } catch (Throwable e) {
      fail(key, own, e);
    }
  }

  /**
   * The flight for {@code key}: the one in work, which this thread does not wait for, or a new one
   * that this thread does {@code work} for before it returns.
   *
   * @throws X where this thread's own work did; who joined gets it from the flight
   */
  public <X extends Exception> CompletableFuture<V> joinHere(K key, Work<V, X> work) throws X {
    Flight<V> own = Flight.begin();
    Flight<V> other = inWork.putIfAbsent(key, own);
    if (other != null) {
      return other.result();
    }
    try {
      land(key, own, work.run());
      return own.result();
    } catch (Throwable e) {
      fail(key, own, e);
      throw e;
    }
  }

  /**
   * Does {@code work} here and now, unless a flight for {@code key} is in work. Who asks for one
   * meanwhile is told {@code meanwhile}.
   *
   * @return the result, which is not null; empty where a flight is in work
   */
  public <R, X extends Exception> Optional<R> alone(K key, Work<R, X> work, Exception meanwhile)
      throws X {
    Flight<V> own = Flight.begin();
    if (inWork.putIfAbsent(key, own) != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.run());
    } finally {
      fail(key, own, meanwhile);
    }
  }

  /** What is in work, and for how long. */
  public Map<K, Duration> inWork() {
    long now = System.nanoTime();
    Map<K, Duration> times = new HashMap<>();
    inWork.forEach((key, flight) -> times.put(key, Duration.ofNanos(now - flight.start())));
    return times;
  }

  // Out of work first: whoever sees the result may begin the next flight.
  private void land(K key, Flight<V> own, V value) {
    inWork.remove(key, own);
    own.result().complete(value);
  }

  private void fail(K key, Flight<V> own, Throwable why) {
    inWork.remove(key, own);
    own.result().completeExceptionally(why);
  }
}
