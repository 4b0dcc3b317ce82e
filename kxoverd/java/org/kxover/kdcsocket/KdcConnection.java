package org.kxover.kdcsocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.Settings;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.localsocket.LocalConnection;
import org.kxover.localsocket.Message;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.SocketProtocolException;
import org.kxover.policy.limits.LogLimit;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One KDC process: a thread reads its requests, another writes the answers, so that neither a slow
 * answer nor a KDC that does not read holds up anything else.
 */
final class KdcConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KdcConnection.class);
  private static final byte[] END = new byte[0];

  /** A KDC keeps referrals for their time; no question has this id. */
  private static final byte[] FORGET =
      new KdcReply("0", Answer.of(Answer.Result.NONE, "forget what was said before")).encoded();

  /**
   * Answers that a KDC may leave unread. It may well ask more than is worked on, and is told "busy"
   * then; only one that asks and never reads is disconnected.
   */
  private static final int MAX_UNREAD = 1024;

  private final LocalConnection connection;
  private final String peer;
  private final Settings settings;
  private final Function<Question, Answer> answers;
  private final Executor workers;
  private final KdcCounters tally;
  private final LogLimit badMessages;
  private final int maxOpen;
  private final Semaphore open;
  private final BlockingQueue<byte[]> replies;
  private final AtomicBoolean mustForget = new AtomicBoolean();

  /**
   * @param workers bounded; where it takes no more work, the request is answered with "busy"
   * @param badMessages bounds the log's lines about messages that are no request
   */
  KdcConnection(
      LocalConnection connection,
      Settings settings,
      Function<Question, Answer> answers,
      Executor workers,
      KdcCounters tally,
      LogLimit badMessages) {
    this.connection = connection;
    this.peer = connection.peer();
    this.settings = settings;
    this.answers = answers;
    this.workers = workers;
    this.tally = tally;
    this.badMessages = badMessages;
    this.maxOpen = settings.get(KdcSocketSettings.MAX_REQUESTS) + MAX_UNREAD;
    this.open = new Semaphore(maxOpen);
    // Room for a reply to every open request, one word to forget, and the mark that ends the
    // writer.
    this.replies = new ArrayBlockingQueue<>(maxOpen + 2);
  }

  /** Reads until the KDC closes, or until the end of a message cannot be found. */
  void readRequests() {
    try {
      MessageReader reader = new MessageReader(new BufferedInputStream(connection.in()));
      for (Optional<Message> next = reader.read(); next.isPresent(); next = reader.read()) {
        requireReader();
        take(next.get());
        connection.asked();
      }
      finishOpenRequests();
    } catch (SocketProtocolException e) {
      tally.broken.increment();
      LOG.warn("KDC ({}) broke the socket protocol and is disconnected: {}", peer, e.getMessage());
    } catch (IOException e) {
      LOG.debug("KDC ({}) is gone: {}", peer, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** Takes a place for one more answer. */
  private void requireReader() throws SocketProtocolException {
    if (!open.tryAcquire()) {
      throw new SocketProtocolException("it leaves more than " + MAX_UNREAD + " answers unread");
    }
  }

  /** A bad message costs its own answer only: others may wait on this connection. */
  private void take(Message message) {
    KdcRequest request;
    try {
      request = KdcRequest.parse(message.soundLines());
    } catch (SocketProtocolException e) {
      tally.malformed.increment();
      badMessages.tell(
          LOG,
          "bad messages of KDCs",
          () -> LOG.warn("KDC ({}) sent a bad message: {}", peer, e.getMessage()));
      KdcRequest.idOf(message)
          .ifPresentOrElse(
              id -> reply(id, Answer.failed(FailureReason.PROTOCOL, e.getMessage())),
              open::release);
      return;
    }
    serve(request);
  }

  /** Who has no more questions may still wait for answers, each of which has its own limit. */
  private void finishOpenRequests() throws InterruptedException {
    long limit = settings.get(KdcSocketSettings.REQUEST_TIMEOUT).toMillis();
    if (open.tryAcquire(maxOpen, limit, TimeUnit.MILLISECONDS)) {
      LOG.debug("KDC ({}) has all its answers", peer);
    }
  }

  // "late" is one answer of this method, not any answer with these words.
  @SuppressWarnings("ReferenceEquality")
  private void serve(KdcRequest request) {
    LOG.debug(
        "KDC ({}) asks for {} for {}",
        peer,
        Printable.quote(request.service()),
        request.client().map(Printable::quote).orElse("a client that it does not name"));
    CompletableFuture<Answer> answer;
    try {
      answer = CompletableFuture.supplyAsync(() -> answer(request), workers);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // OutOfMemoryError is how Java says that it cannot have another thread.
      tally.busy.increment();
      LOG.warn("KDC ({}) asked for {}: busy, too many requests", peer, request.service());
      answer = CompletableFuture.completedFuture(busy("too many requests in work"));
    }
    long limit = settings.get(KdcSocketSettings.REQUEST_TIMEOUT).toMillis();
    Answer late = busy("no answer within " + limit + " ms");
    var unused =
        answer
            .completeOnTimeout(late, limit, TimeUnit.MILLISECONDS)
            .exceptionally(
                e -> {
                  LOG.error("a request ended in a way that it should not", e);
                  return Answer.failed(FailureReason.INTERNAL, "see the log of kxoverd");
                })
            .thenAccept(
                done -> {
                  if (done == late) {
                    tally.late.increment();
                    LOG.warn("KDC ({}) asked for {}: {}", peer, request.service(), late.reason());
                  }
                  reply(request.id(), done);
                });
  }

  private Answer answer(KdcRequest request) {
    Question question;
    try {
      question = Question.parse(request.realm(), request.service());
    } catch (KerberosSyntaxException e) {
      tally.malformed.increment();
      LOG.info("KDC ({}) asked for what cannot be crossed to: {}", peer, e.getMessage());
      return Answer.of(Answer.Result.NONE, e.getMessage());
    }
    return answers.apply(question);
  }

  private static Answer busy(String why) {
    return Answer.failed(FailureReason.BUSY, why);
  }

  private void reply(String id, Answer answer) {
    // Never blocks: there is room for a reply to each request that holds a permit.
    replies.offer(new KdcReply(id, answer).encoded());
  }

  /**
   * What the KDC was told may not hold any more, nor what is being answered. One that does not read
   * is disconnected, which tells it the same.
   */
  void forget() {
    if (mustForget.compareAndSet(false, true) && !replies.offer(FORGET)) {
      close();
    }
  }

  /** Writes until the connection is closed. */
  void writeReplies() {
    try {
      OutputStream out = connection.out();
      for (byte[] reply = replies.take(); reply != END; reply = replies.take()) {
        if (reply == FORGET) {
          // Not after it is out: what changes meanwhile takes another.
          mustForget.set(false);
        }
        out.write(reply);
        out.flush();
        if (reply != FORGET) {
          open.release();
        }
      }
    } catch (IOException e) {
      LOG.debug("KDC ({}) is gone: {}", peer, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    replies.offer(END);
    connection.close();
  }
}
