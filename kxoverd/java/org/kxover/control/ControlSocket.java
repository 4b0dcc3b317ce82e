package org.kxover.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kxover.administration.Administration;
import org.kxover.base.DaemonThreads;
import org.kxover.config.ControlSettings;
import org.kxover.event.RecentFailures;
import org.kxover.localsocket.LocalConnection;
import org.kxover.localsocket.LocalListener;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.SocketProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the connections of {@code kxover}, one request each, from those users that may ask. */
public final class ControlSocket implements AutoCloseable, LocalListener.Door {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final int ROOT = 0;

  private final ControlSettings settings;
  private final Answers answers;
  private final LocalListener listener;
  private final ScheduledThreadPoolExecutor limits;

  /**
   * @param ownUid the daemon's own user, who may ask, as root may
   * @param realms those that are served at the time
   */
  public ControlSocket(
      ControlSettings settings,
      int ownUid,
      Supplier<List<Administration>> realms,
      RecentFailures failures,
      InstantSource clock) {
    this.settings = settings;
    this.answers = new Answers(realms, failures, clock);
    Set<Integer> uids = new TreeSet<>(settings.uids());
    uids.add(ROOT);
    uids.add(ownUid);
    this.listener = new LocalListener(settings.socket(), uids, settings.maxConnections(), this);
    this.limits = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("control-limit"));
    this.limits.setRemoveOnCancelPolicy(true);
  }

  /** Binds the socket, and serves it on threads of its own. */
  public void start() throws IOException {
    listener.start("control-accept");
    LOG.info("listening for kxover on {}", settings.socket());
  }

  /**
   * Whether administrators can connect; once this has been started, they can until it is closed.
   */
  public boolean isServing() {
    return listener.isServing();
  }

  @Override
  public void refused(String peer, String why) {
    LOG.warn("refused {} on the socket of [control]: {}", peer, why);
  }

  @Override
  public void open(LocalConnection connection) {
    DaemonThreads.of("control-request", () -> serve(connection)).start();
  }

  private void serve(LocalConnection connection) {
    Future<?> limit;
    try {
      limit =
          limits.schedule(
              () -> {
                LOG.warn("{} is disconnected after {}", connection.peer(), settings.timeout());
                connection.close();
              },
              settings.timeout().toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // OutOfMemoryError is how Java says that it cannot have another thread.
      LOG.debug("{} came when this was closed, or there was no thread", connection.peer());
      connection.close();
      return;
    }
    try (connection) {
      ControlWriter out = new ControlWriter(new BufferedOutputStream(connection.out()));
      try {
        Optional<List<String>> lines =
            new MessageReader(new BufferedInputStream(connection.in())).readSound();
        if (lines.isPresent()) {
          answers.answer(ControlRequest.parse(lines.get()), connection.peer(), out);
        }
      } catch (SocketProtocolException e) {
        LOG.warn("{} broke the control socket's protocol: {}", connection.peer(), e.getMessage());
        out.end(Answers.USAGE, e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("a request of {} ended in a way that it should not", connection.peer(), e);
        out.end(Answers.FAILED, "internal error: see the log of kxoverd");
      }
    } catch (IOException e) {
      LOG.debug("{} is gone: {}", connection.peer(), e.getMessage());
    } finally {
      limit.cancel(false);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    limits.shutdownNow();
  }
}
