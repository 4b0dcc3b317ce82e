package org.kxover.referral;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.kxover.event.CrossingException;

/**
 * One piece of work for each key at a time: who asks while it is in work shares its result.
 *
 * @param <K> what names the work
 * @param <V> its result
 */
final class Flights<K, V> {
  private record Flight<V>(CompletableFuture<V> result, long start) {}

  private final Map<K, Flight<V>> inWork = new ConcurrentHashMap<>();
  private final Executor executor;

  /**
   * @param executor bounded: where it takes no more work, the flight fails with {@link
   *     RejectedExecutionException}
   */
  Flights(Executor executor) {
    this.executor = executor;
  }

  /** The flight for {@code key}: that in work, or a new one that does {@code work}. */
  CompletableFuture<V> join(K key, Callable<V> work) {
    Flight<V> own = begin();
    Flight<V> other = inWork.putIfAbsent(key, own);
    if (other != null) {
      return other.result();
    }
    try {
      executor.execute(() -> fly(key, own, work));
    } catch (RuntimeException | Error e) {
      // An Error too: it is how Java says that it cannot have another thread.
      inWork.remove(key, own);
      own.result().completeExceptionally(e);
    }
    return own.result();
  }

  private static <V> Flight<V> begin() {
    return new Flight<>(new CompletableFuture<>(), System.nanoTime());
  }

  /**
   * Does {@code work} here and now, unless a flight for {@code key} is in work. Who asks for one
   * meanwhile is told {@code meanwhile}.
   *
   * @return whether it was done
   */
  boolean alone(K key, Work work, Exception meanwhile) throws CrossingException {
    Flight<V> own = begin();
    if (inWork.putIfAbsent(key, own) != null) {
      return false;
    }
    try {
      work.run();
      return true;
    } finally {
      inWork.remove(key, own);
      own.result().completeExceptionally(meanwhile);
    }
  }

  /** What has no result. */
  interface Work {
    void run() throws CrossingException;
  }

  /** What is in work, and for how long. */
  Map<K, Duration> inWork() {
    long now = System.nanoTime();
    Map<K, Duration> times = new HashMap<>();
    inWork.forEach((key, flight) -> times.put(key, Duration.ofNanos(now - flight.start())));
    return times;
  }

  // Whatever the work throws, an Error too, ends the flight: nobody may wait for it for ever.
  private void fly(K key, Flight<V> own, Callable<V> work) {
    try {
      V value = work.call();
      inWork.remove(key, own);
      own.result().complete(value);
    } catch (Throwable e) {
      inWork.remove(key, own);
      own.result().completeExceptionally(e);
    }
  }
}
