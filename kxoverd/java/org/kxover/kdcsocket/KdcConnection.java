package org.kxover.kdcsocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.Settings;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
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
 * The connection of one KDC process. One thread reads its requests and another writes the answers.
 * So a slow answer, or a KDC that does not read, blocks no other work.
 */
final class KdcConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KdcConnection.class);
  private static final byte[] END = new byte[0];

  /** Makes a KDC forget its cached answers. No request has the id 0. */
  private static final byte[] FORGET =
      new KdcReply("0", Answer.of(Answer.Result.NONE, "forget what was said before")).encoded();

  /**
   * The answers that a KDC may leave unread, beyond those to the requests being worked on. A KDC
   * that sends too many requests is answered "busy"; only a KDC that sends and never reads is
   * disconnected.
   */
  private static final int MAX_UNREAD = 1024;

  /** The realms of one process that are remembered. Further ones only lack in the metrics. */
  private static final int MAX_REALMS = 1000;

  private final LocalConnection connection;
  private final String peer;
  private final Settings settings;
  private final LoggedClients clients;
  private final AtomicReference<Function<Question, Answer>> answers;
  private final Executor workers;
  private final KdcCounters counters;
  private final LogLimit badMessages;
  private final int maxReplies;
  private final Semaphore replyPermits;
  private final BlockingQueue<byte[]> replies;
  private final AtomicBoolean forgetQueued = new AtomicBoolean();
  private final long openedNanos = System.nanoTime();
  private final Instant opened;
  private final Set<Realm> realms = ConcurrentHashMap.newKeySet();
  private final LongAdder requests = new LongAdder();

  /**
   * @param workers has a limit; if it rejects a request, the answer is "busy"
   * @param badMessages limits the log lines about invalid messages
   * @param opened the time now
   */
  KdcConnection(
      LocalConnection connection,
      Settings settings,
      LoggedClients clients,
      AtomicReference<Function<Question, Answer>> answers,
      Executor workers,
      KdcCounters counters,
      LogLimit badMessages,
      Instant opened) {
    this.connection = connection;
    this.peer = connection.peer();
    this.settings = settings;
    this.clients = clients;
    this.answers = answers;
    this.workers = workers;
    this.counters = counters;
    this.badMessages = badMessages;
    this.opened = opened;
    this.maxReplies = settings.get(KdcSocketSettings.MAX_REQUESTS) + MAX_UNREAD;
    this.replyPermits = new Semaphore(maxReplies);
    // Room for a reply to every open request, one FORGET, and the END that stops the writer.
    this.replies = new ArrayBlockingQueue<>(maxReplies + 2);
  }

  /** Reads until the KDC closes the connection, or until the end of a message cannot be found. */
  void readRequests() {
    try {
      MessageReader reader = new MessageReader(new BufferedInputStream(connection.in()));
      for (Optional<Message> next = reader.read(); next.isPresent(); next = reader.read()) {
        acquireReplyPermit();
        requests.increment();
        handle(next.get());
        connection.requestRead();
      }
      awaitOpenReplies();
    } catch (SocketProtocolException e) {
      counters.broken.increment();
      LOG.warn("KDC ({}) broke the socket protocol and is disconnected: {}", peer, e.getMessage());
    } catch (IOException e) {
      LOG.debug("KDC ({}) closed its connection: {}", peer, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** The process at the other end, and what it has asked until now. */
  KdcProcess process() {
    return new KdcProcess(
        connection.pid(),
        Duration.ofNanos(System.nanoTime() - openedNanos),
        opened,
        requests.sum(),
        realms);
  }

  /** Reserves room in the queue for one more reply. */
  private void acquireReplyPermit() throws SocketProtocolException {
    if (!replyPermits.tryAcquire()) {
      throw new SocketProtocolException("it leaves more than " + MAX_UNREAD + " answers unread");
    }
  }

  /** An invalid message does not end the connection: other requests may wait on it. */
  private void handle(Message message) {
    KdcRequest request;
    try {
      request = KdcRequest.parse(message.validLines());
    } catch (SocketProtocolException e) {
      counters.malformed.increment();
      badMessages.tell(
          LOG,
          "bad messages of KDCs",
          () -> LOG.warn("KDC ({}) sent a bad message: {}", peer, e.getMessage()));
      KdcRequest.idOf(message)
          .ifPresentOrElse(
              id -> reply(id, Answer.failed(FailureReason.PROTOCOL, e.getMessage())),
              replyPermits::release);
      return;
    }
    serve(request);
  }

  /**
   * A KDC that sends no more requests may still wait for answers, each of which has its own time
   * limit.
   */
  private void awaitOpenReplies() throws InterruptedException {
    long limit = settings.get(KdcSocketSettings.REQUEST_TIMEOUT).toMillis();
    if (replyPermits.tryAcquire(maxReplies, limit, TimeUnit.MILLISECONDS)) {
      LOG.debug("KDC ({}) has received all its answers", peer);
    }
  }

  // "late" is one answer of this method, not any answer with these words.
  @SuppressWarnings("ReferenceEquality")
  private void serve(KdcRequest request) {
    LOG.debug(
        "KDC ({}) asks for {} for {}",
        peer,
        Printable.quote(request.service()),
        loggedClient(request).orElse("a client"));
    CompletableFuture<Answer> answer;
    try {
      answer = CompletableFuture.supplyAsync(() -> answer(request), workers);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      counters.busy.increment();
      LOG.warn("KDC ({}) asked for {}: busy, too many requests", peer, request.service());
      answer = CompletableFuture.completedFuture(busy("too many requests in progress"));
    }
    long limit = settings.get(KdcSocketSettings.REQUEST_TIMEOUT).toMillis();
    Answer late = busy("no answer within " + limit + " ms");
    var unused =
        answer
            .completeOnTimeout(late, limit, TimeUnit.MILLISECONDS)
            .exceptionally(
                e -> {
                  LOG.error(
                      "unexpected error in a request of KDC ({}) for {} (a bug)",
                      peer,
                      request.service(),
                      e);
                  return Answer.failed(FailureReason.INTERNAL, "see the log of kxoverd");
                })
            .thenAccept(
                done -> {
                  if (done == late) {
                    counters.late.increment();
                    LOG.warn("KDC ({}) asked for {}: {}", peer, request.service(), late.reason());
                  }
                  reply(request.id(), done);
                });
  }

  private Answer answer(KdcRequest request) {
    Question question;
    try {
      question =
          Question.parse(request.realm(), request.service(), request.client())
              .logged(loggedClient(request));
    } catch (KerberosSyntaxException e) {
      counters.malformed.increment();
      LOG.info(
          "KDC ({}) asked for a service that cannot be in another realm: {}", peer, e.getMessage());
      return Answer.of(Answer.Result.NONE, e.getMessage());
    }
    if (realms.size() < MAX_REALMS) {
      realms.add(question.realm());
    }
    return answers.get().apply(question);
  }

  private Optional<String> loggedClient(KdcRequest request) {
    return request.client().flatMap(clients::asking);
  }

  private static Answer busy(String why) {
    return Answer.failed(FailureReason.BUSY, why);
  }

  private void reply(String id, Answer answer) {
    // Never fails or blocks: each request holds a permit for room in the queue.
    replies.offer(new KdcReply(id, answer).encoded());
  }

  /**
   * Makes the KDC forget its cached answers, and not cache the answers that are on the way: they
   * may be outdated. If the queue is full, the KDC is disconnected, which has the same effect.
   */
  void forget() {
    if (forgetQueued.compareAndSet(false, true) && !replies.offer(FORGET)) {
      close();
    }
  }

  /** Writes until the connection is closed. */
  void writeReplies() {
    try {
      OutputStream out = connection.out();
      for (byte[] reply = replies.take(); reply != END; reply = replies.take()) {
        if (reply == FORGET) {
          // Reset before the write: a change during the write needs another FORGET.
          forgetQueued.set(false);
        }
        out.write(reply);
        out.flush();
        if (reply != FORGET) {
          replyPermits.release();
        }
      }
    } catch (IOException e) {
      LOG.debug("KDC ({}) closed its connection: {}", peer, e.getMessage());
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
