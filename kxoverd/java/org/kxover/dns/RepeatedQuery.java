package org.kxover.dns;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.xbill.DNS.Message;

/**
 * A query that is sent again at equal intervals while there is no answer. The first answer to any
 * of the attempts counts. Where a resolver is far away or busy, each answer may come later than the
 * next attempt.
 */
final class RepeatedQuery {
  static final int ATTEMPTS = 3;

  private final Duration interval;
  private final Deadline deadline;
  private final IntFunction<CompletionStage<Message>> sender;
  private final AtomicInteger open = new AtomicInteger(ATTEMPTS);
  private final CompletableFuture<Message> answer = new CompletableFuture<>();

  /**
   * @param deadline after it no attempt begins
   * @param sender makes an attempt, from its number from 0 on. It fails with a {@link
   *     SocketTimeoutException} if no answer comes; any other failure ends the query.
   */
  RepeatedQuery(
      Duration interval, Deadline deadline, IntFunction<CompletionStage<Message>> sender) {
    this.interval = interval;
    this.deadline = deadline;
    this.sender = sender;
  }

  /**
   * Sends the query.
   *
   * @return the answer. It fails with the cause of an attempt's failure; for want of an answer only
   *     when every attempt has ended.
   */
  CompletionStage<Message> start() {
    attempt(0);
    return answer;
  }

  private void attempt(int number) {
    try {
      sender.apply(number).whenComplete(this::ended);
    } catch (RuntimeException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      answer.completeExceptionally(e);
      return;
    }
    if (number + 1 < ATTEMPTS && !answer.isDone()) {
      CompletableFuture.delayedExecutor(interval.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
          .execute(() -> next(number + 1));
    }
  }

  private void next(int number) {
    if (answer.isDone()) {
      return;
    }
    if (deadline.hasPassed()) {
      close(ATTEMPTS - number, new SocketTimeoutException());
    } else {
      attempt(number);
    }
  }

  private void ended(Message response, Throwable error) {
    if (error == null) {
      answer.complete(response);
      return;
    }
    Throwable cause = cause(error);
    if (cause instanceof SocketTimeoutException) {
      close(1, cause);
    } else {
      answer.completeExceptionally(cause);
    }
  }

  private void close(int attempts, Throwable error) {
    if (open.addAndGet(-attempts) == 0) {
      answer.completeExceptionally(error);
    }
  }

  /** The exception behind that of a stage. */
  static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
