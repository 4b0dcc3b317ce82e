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
import org.kxover.config.Settings;
import org.kxover.event.RecentFailures;
import org.kxover.guard.RefusalTable;
import org.kxover.localsocket.LocalConnection;
import org.kxover.localsocket.LocalListener;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.SocketProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the connections of {@code kxover}, one request each, for permitted users. */
public final class ControlSocket implements AutoCloseable, LocalListener.ConnectionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
  private static final int ROOT = 0;

  private final Settings settings;
  private final Answers answers;
  private final LocalListener listener;
  private final ScheduledThreadPoolExecutor timeouts;

  /**
   * @param ownUid the daemon's own user, who is permitted, as root is
   * @param realms supplies the realms that are served now
   * @param daemon supplies what the daemon says of itself
   * @param refused what the guards in the KDCs refused
   */
  public ControlSocket(
      Settings settings,
      int ownUid,
      Supplier<List<Administration>> realms,
      RecentFailures failures,
      Supplier<DaemonReport> daemon,
      RefusalTable refused,
      InstantSource clock) {
    this.settings = settings;
    this.answers = new Answers(realms, failures, daemon, refused, clock);
    Set<Integer> uids = new TreeSet<>(settings.get(ControlSettings.UIDS));
    uids.add(ROOT);
    uids.add(ownUid);
    this.listener =
        new LocalListener(
            settings.get(ControlSettings.SOCKET),
            uids,
            settings.get(ControlSettings.MAX_CONNECTIONS),
            this);
    this.timeouts = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("control-limit"));
    this.timeouts.setRemoveOnCancelPolicy(true);
  }

  /** Binds the socket and serves it on separate threads. */
  public void start() throws IOException {
    listener.start("control-accept");
    LOG.info("listening for kxover on {}", settings.get(ControlSettings.SOCKET));
  }

  /** True if administrators can connect: from the start to the close. */
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
    Future<?> timeout;
    try {
      timeout =
          timeouts.schedule(
              () -> {
                LOG.warn(
                    "{} on the control socket: not finished within {} s; disconnected",
                    connection.peer(),
                    settings.get(ControlSettings.TIMEOUT).toSeconds());
                connection.close();
              },
              settings.get(ControlSettings.TIMEOUT).toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      LOG.debug(
          "{} is disconnected: the socket is closing, or Java cannot start a thread",
          connection.peer());
      connection.close();
      return;
    }
    try (connection) {
      ControlWriter out = new ControlWriter(new BufferedOutputStream(connection.out()));
      try {
        Optional<List<String>> lines =
            new MessageReader(new BufferedInputStream(connection.in())).readValid();
        if (lines.isPresent()) {
          answers.answer(ControlRequest.parse(lines.get()), connection.peer(), out);
        }
      } catch (SocketProtocolException e) {
        LOG.warn(
            "{} sent an invalid request on the control socket: {}",
            connection.peer(),
            e.getMessage());
        out.end(Answers.USAGE, e.getMessage());
      } catch (RuntimeException e) {
        LOG.error(
            "unexpected error in a request of {} on the control socket (a bug)",
            connection.peer(),
            e);
        out.end(Answers.FAILED, "internal error: see the log of kxoverd");
      }
    } catch (IOException e) {
      LOG.debug(
          "{} closed its connection to the control socket: {}", connection.peer(), e.getMessage());
    } finally {
      timeout.cancel(false);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    timeouts.shutdownNow();
  }
}
