package org.kxover.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A response whose further stages run on the executor of its look-up. The validator names no
 * executor for most of them, and would leave them to the common pool.
 */
final class TraceFuture<T> extends CompletableFuture<T> {
  private final Executor executor;

  private TraceFuture(Executor executor) {
    this.executor = executor;
  }

  static <T> TraceFuture<T> of(CompletionStage<T> stage, Executor executor) {
    TraceFuture<T> future = new TraceFuture<>(executor);
    stage.whenComplete(
        (value, error) -> {
          if (error == null) {
            future.complete(value);
          } else {
            future.completeExceptionally(error);
          }
        });
    return future;
  }

  @Override
  public Executor defaultExecutor() {
    return executor;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new TraceFuture<>(executor);
  }
}
