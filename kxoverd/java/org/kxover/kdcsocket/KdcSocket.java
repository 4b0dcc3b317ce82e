package org.kxover.kdcsocket;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

/** Takes the KDC's connections, from those users that may ask. */
public final class KdcSocket implements AutoCloseable, LocalListener.Door {
  private static final Logger LOG = LoggerFactory.getLogger(KdcSocket.class);

  /**
   * How long the end waits for answers that are due. A KDC that gets none asks the next daemon, for
   * which it has to have time left.
   */
  private static final Duration FINISH = Duration.ofSeconds(1);

  private final Settings settings;
  private final Function<Question, Answer> answers;
  private final ThreadPoolExecutor workers;
  private final Optional<AFUNIXServerSocket> passed;
  private final LocalListener listener;
  private final KdcCounters tally = new KdcCounters();
  private final LogLimit badMessages = new LogLimit(System::nanoTime);
  private final Set<KdcConnection> connections = ConcurrentHashMap.newKeySet();

  /**
   * @param passed a socket that is listening already and stays when this is closed; else one is
   *     bound here
   * @param answers may block; runs on at most {@code maxRequests} threads
   */
  public KdcSocket(
      Settings settings, Optional<AFUNIXServerSocket> passed, Function<Question, Answer> answers) {
    this.settings = settings;
    this.passed = passed;
    this.answers = answers;
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

  /** Binds the socket where none was passed, and serves it on threads of its own. */
  public void start() throws IOException {
    // Has Java start the thread by which requests end in time: later there may be none to be had.
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

  /** The KDC asks where its own settings say: an operator must not look at the wrong place. */
  private void requireSamePath(AFUNIXServerSocket socket) throws IOException {
    Optional<String> path = LocalListener.pathOf(socket);
    if (!path.equals(Optional.of(settings.get(KdcSocketSettings.SOCKET).toString()))) {
      throw new IOException(
          "systemd passes "
              + path.orElse("a socket that is not bound")
              + ", but [kdc] socket is "
              + settings.get(KdcSocketSettings.SOCKET)
              + "; make ListenStream= in kxoverd.socket the same");
    }
  }

  /** Whether KDCs can connect; once this has been started, they can until it is closed. */
  public boolean isServing() {
    return listener.isServing();
  }

  public KdcCounts counts() {
    return tally.counts(listener.open());
  }

  @Override
  public void refused(String peer, String why) {
    tally.refused.increment();
    LOG.warn("refused {} on the socket of [kdc]: {}", peer, why);
  }

  @Override
  public void open(LocalConnection accepted) {
    KdcConnection connection =
        new KdcConnection(accepted, settings, answers, workers, tally, badMessages);
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
    }
  }

  /**
   * Has every KDC forget what it was told: from now on the answers may be other ones. What was
   * asked before, and is answered after this, is not kept there either.
   */
  public void forget() {
    connections.forEach(KdcConnection::forget);
  }

  /** What was asked is answered first, where that is soon. */
  @Override
  public void close() throws IOException {
    listener.finish(FINISH);
    listener.close();
    workers.shutdownNow();
  }
}
