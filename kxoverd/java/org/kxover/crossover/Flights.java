package org.kxover.crossover;

import java.util.Map;
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
final class Flights<K, V> {
  private final Map<K, CompletableFuture<V>> inWork = new ConcurrentHashMap<>();
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
    CompletableFuture<V> own = new CompletableFuture<>();
    CompletableFuture<V> other = inWork.putIfAbsent(key, own);
    if (other != null) {
      return other;
    }
    try {
      executor.execute(() -> fly(key, own, work));
    } catch (RuntimeException | Error e) {
      // An Error too: it is how Java says that it cannot have another thread.
      inWork.remove(key, own);
      own.completeExceptionally(e);
    }
    return own;
  }

  // Whatever the work throws, an Error too, ends the flight: nobody may wait for it for ever.
  private void fly(K key, CompletableFuture<V> own, Callable<V> work) {
    try {
      V value = work.call();
      inWork.remove(key, own);
      own.complete(value);
    } catch (Throwable e) {
      inWork.remove(key, own);
      own.completeExceptionally(e);
    }
  }
}
