package org.kxover.dns;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;

/** Sends queries and waits for their answers, with a limit on both number and time. */
final class Wire {
  /**
   * Queries in flight at once. A zone that gives no answer occupies its slots until its lookups
   * end. One realm may occupy eight, so there must be many more than eight.
   */
  private static final int MAX_QUERIES = 64;

  private final Resolver resolver;
  private final Turns turns;
  private final Semaphore slots = new Semaphore(MAX_QUERIES, true);

  /** Sends queries whose answers nobody validates. */
  Wire(Resolver resolver) {
    this(resolver, Turns.forUsers());
  }

  /**
   * @param turns for the validation of answers
   */
  Wire(Resolver resolver, Turns turns) {
    this.resolver = resolver;
    this.turns = turns;
  }

  /**
   * Sends one query and returns its response. The query sets the AD bit, which requests the AD bit
   * in the response (RFC 6840 section 5.7).
   *
   * @throws IOException if no response comes before the deadline; the message says why
   */
  Message send(Name name, int type, LookupTrace trace) throws IOException {
    CompletableFuture<Message> response = sendAsync(name, type, trace);
    if (trace.thread().isPresent()) {
      validate(response, trace, trace.thread().get());
    }
    return await(response, trace);
  }

  private void validate(CompletableFuture<Message> response, LookupTrace trace, OwnThread thread)
      throws IOException {
    try {
      thread.run(response, trace.deadline(), turns);
    } catch (InterruptedException e) {
      trace.work().end();
      throw interrupted(e);
    }
  }

  /**
   * Sends the query as soon as a slot is free.
   *
   * @return for {@link #await}
   */
  CompletableFuture<Message> sendAsync(Name name, int type, LookupTrace trace) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().setFlag(Flags.AD);
    try {
      if (!slots.tryAcquire(trace.deadline().nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw new IOException(
            "no query slot became free: " + MAX_QUERIES + " DNS queries are waiting for answers");
      }
      CompletionStage<Message> response = start(query, trace);
      // Not when the caller stops waiting: an abandoned query still runs until it fails.
      response.whenComplete((message, error) -> slots.release());
      return response.toCompletableFuture();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits for the response until the deadline of {@code trace}. */
  static Message await(CompletableFuture<Message> response, LookupTrace trace) throws IOException {
    try {
      return response.get(trace.deadline().nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer in time, the last query was for " + trace.lastQuery(), e);
    } catch (ExecutionException e) {
      if (trace.failure().isEmpty() && e.getCause() instanceof IOException own) {
        throw own;
      }
      throw new IOException(
          trace.failure().orElseGet(() -> "unexpected error: " + e.getCause()), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  private CompletionStage<Message> start(Message query, LookupTrace trace) {
    try {
      return resolver.sendAsync(query, trace);
    } catch (RuntimeException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread. The slot is released.
      return CompletableFuture.failedFuture(e);
    }
  }
}
