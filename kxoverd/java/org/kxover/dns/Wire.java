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

/** Sends questions, not too many at a time, and waits for their answers, not too long. */
final class Wire {
  /**
   * Questions at work at once. The library validates on threads of its own choice, so only this
   * bounds how many there are. A zone that gives no answer keeps its places until its look-ups end;
   * one realm may have eight, and shall not keep the others waiting.
   */
  private static final int MAX_QUESTIONS = 64;

  private final Resolver resolver;
  private final Semaphore places = new Semaphore(MAX_QUESTIONS, true);

  Wire(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The response to one question. The question asks for the AD bit (RFC 6840 section 5.7).
   *
   * @throws IOException where there is none by the deadline; the message says why
   */
  Message send(Name name, int type, LookupTrace inquiry) throws IOException {
    return await(begin(name, type, inquiry), inquiry);
  }

  /**
   * Sends the question, as soon as there is a place for it.
   *
   * @return what {@link #await} takes
   */
  CompletableFuture<Message> begin(Name name, int type, LookupTrace inquiry) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().setFlag(Flags.AD);
    try {
      if (!places.tryAcquire(inquiry.deadline().nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw new IOException("too many questions at work");
      }
      CompletionStage<Message> response = start(query, inquiry);
      // Not where the wait for it ends: a question that was given up works on until it fails.
      response.whenComplete((message, error) -> places.release());
      return response.toCompletableFuture();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Waits for the response, as {@link #send} does. */
  static Message await(CompletableFuture<Message> response, LookupTrace inquiry)
      throws IOException {
    try {
      return response.get(inquiry.deadline().nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer in time, last asked for " + inquiry.asked(), e);
    } catch (ExecutionException e) {
      if (inquiry.failure().isEmpty() && e.getCause() instanceof IOException own) {
        throw own;
      }
      throw new IOException(
          inquiry.failure().orElseGet(() -> "answer not understood: " + e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private CompletionStage<Message> start(Message query, LookupTrace inquiry) {
    try {
      return resolver.sendAsync(query, inquiry);
    } catch (RuntimeException | OutOfMemoryError e) {
      // OutOfMemoryError is how Java says that it cannot have another thread; the place comes back.
      return CompletableFuture.failedFuture(e);
    }
  }
}
