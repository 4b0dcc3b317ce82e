package org.kxover.kdcsocket;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.kxover.base.DaemonThreads;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.Settings;
import org.kxover.localsocket.LocalConnection;
import org.kxover.localsocket.LocalListener;
import org.kxover.policy.limits.LogLimit;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the connections of KDCs, for permitted users. */
public final class KdcSocket implements AutoCloseable, LocalListener.ConnectionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(KdcSocket.class);

  /**
   * How long {@link #close} waits for open answers. A KDC without an answer asks the next daemon,
   * and must have time left for that.
   */
  private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(1);

  private final Settings settings;
  private final LoggedClients clients;
  private final AtomicReference<Function<Question, Answer>> answers;
  private final InstantSource clock;
  private final ThreadPoolExecutor workers;
  private final Optional<AFUNIXServerSocket> passed;
  private final LocalListener listener;
  private final KdcCounters counters = new KdcCounters();
  private final LogLimit badMessages = new LogLimit(System::nanoTime);
  private volatile Runnable lost = () -> {};
  private final Set<KdcConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * @param clients decides what the log has of the names of users
   * @param passed a socket that is listening already and stays open; if empty, this class binds one
   * @param answers may block; runs on at most {@code maxRequests} threads
   */
  public KdcSocket(
      Settings settings,
      LoggedClients clients,
      Optional<AFUNIXServerSocket> passed,
      InstantSource clock,
      Function<Question, Answer> answers) {
    this.settings = settings;
    this.clients = clients;
    this.passed = passed;
    this.clock = clock;
    this.answers = new AtomicReference<>(answers);
    this.workers =
        new ThreadPoolExecutor(
            0,
            settings.get(KdcSocketSettings.MAX_REQUESTS),
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("kdc-request"));
    this.listener =
        new LocalListener(
            settings.get(KdcSocketSettings.SOCKET),
            settings.get(KdcSocketSettings.UIDS),
            settings.get(KdcSocketSettings.MAX_CONNECTIONS),
            this);
  }

  /** Binds the socket if none was passed, and serves it on separate threads. */
  public void start() throws IOException {
    // Makes Java start its timer thread for request timeouts now: later it may not be able to.
    new CompletableFuture<Void>().completeOnTimeout(null, 0, TimeUnit.MILLISECONDS).join();
    if (passed.isPresent()) {
      requireSamePath(passed.get());
      listener.startOn(passed.get(), "kdc-accept");
      LOG.info(
          "listening for the KDC on {}, which systemd opened",
          settings.get(KdcSocketSettings.SOCKET));
    } else {
      listener.start("kdc-accept");
      LOG.info("listening for the KDC on {}", settings.get(KdcSocketSettings.SOCKET));
    }
  }

  /** The KDC uses the path in its own settings: a mismatch here would mislead the operator. */
  private void requireSamePath(AFUNIXServerSocket socket) throws IOException {
    Optional<String> path = LocalListener.pathOf(socket);
    if (!path.equals(Optional.of(settings.get(KdcSocketSettings.SOCKET).toString()))) {
      throw new IOException(
          "systemd passed "
              + path.orElse("a socket that is not bound")
              + ", but [kdc] socket is "
              + settings.get(KdcSocketSettings.SOCKET)
              + "; set ListenStream= in kxoverd.socket to the same path");
    }
  }

  /** True if KDCs can connect: from the start to the close. */
  public boolean isServing() {
    return listener.isServing();
  }

  public KdcCounts counts() {
    return counters.counts(listener.open());
  }

  /** The KDC processes that are connected now, in no order. */
  public List<KdcProcess> processes() {
    return connections.stream().map(KdcConnection::process).toList();
  }

  @Override
  public void refused(String peer, String why) {
    counters.refused.increment();
    LOG.warn("refused {} on the socket of [kdc]: {}", peer, why);
  }

  @Override
  public void open(LocalConnection accepted) {
    KdcConnection connection =
        new KdcConnection(
            accepted, settings, clients, answers, workers, counters, badMessages, clock.instant());
    boolean started = false;
    connections.add(connection);
    try {
      DaemonThreads.of("kdc-replies", () -> writeReplies(connection)).start();
      DaemonThreads.of("kdc-requests", connection::readRequests).start();
      started = true;
    } finally {
      if (!started) {
        connections.remove(connection);
        connection.close();
      }
    }
    LOG.info("KDC connected ({})", accepted.peer());
  }

  private void writeReplies(KdcConnection connection) {
    try {
      connection.writeReplies();
    } finally {
      connections.remove(connection);
      lost.run();
    }
  }

  /**
   * Calls {@code listener} whenever the connection of a KDC process has ended.
   *
   * @param listener must not block
   */
  public void whenConnectionLost(Runnable listener) {
    lost = listener;
  }

  /**
   * Answers with {@code fresh} from now on, and makes every KDC forget its cached answers, which
   * may differ. A KDC also does not cache the answers to requests that it sent before this.
   */
  public void replaceAnswers(Function<Question, Answer> fresh) {
    answers.set(fresh);
    connections.forEach(KdcConnection::forget);
  }

  /** Waits a short time for the answers to open requests. */
  @Override
  public void close() throws IOException {
    listener.finish(FINISH_TIMEOUT);
    listener.close();
    workers.shutdownNow();
  }
}
