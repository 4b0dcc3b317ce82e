package org.kxover.localsocket;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UNIX socket that accepts connections of permitted users, up to a maximum number. */
public final class LocalListener implements AutoCloseable {
  /** How often the accept loop of a passed socket checks whether to stop. */
  private static final int ACCEPT_TIMEOUT_MILLIS = 200;

  private static final int ERROR_PAUSE_MILLIS = 200;
  private static final int FINISH_POLL_MILLIS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(LocalListener.class);

  /** Handles new connections. A method must not block. */
  public interface ConnectionHandler {
    /**
     * Starts to serve the connection on other threads, which close it at the end. If this throws,
     * the listener closes the connection.
     */
    void open(LocalConnection connection);

    /**
     * The listener refused a connection and closed it.
     *
     * @param why such as {@code max_connections = 8}
     */
    void refused(String peer, String why);
  }

  private final Path path;
  private final Set<Integer> uids;
  private final int maxConnections;
  private final ConnectionHandler handler;
  private final Set<LocalConnection> connections = ConcurrentHashMap.newKeySet();
  private AFUNIXServerSocket server;
  private Thread acceptor;
  private boolean ownSocket;
  private volatile boolean closing;

  /**
   * @param uids of the permitted users
   */
  public LocalListener(
      Path path, Set<Integer> uids, int maxConnections, ConnectionHandler handler) {
    this.path = path;
    this.uids = Set.copyOf(uids);
    this.maxConnections = maxConnections;
    this.handler = handler;
  }

  /** Binds the socket and accepts connections on a thread with that name. */
  public void start(String threadName) throws IOException {
    SocketPath.prepare(path);
    AFUNIXServerSocket bound = AFUNIXServerSocket.newInstance();
    bound.bind(AFUNIXSocketAddress.of(path));
    ownSocket = true;
    serve(bound, threadName);
  }

  /**
   * Accepts connections on a socket that is listening already. The socket stays open after {@link
   * #close}, for the next daemon.
   */
  public void startOn(AFUNIXServerSocket passed, String threadName) throws IOException {
    passed.setDeleteOnClose(false);
    passed.setSoTimeout(ACCEPT_TIMEOUT_MILLIS);
    serve(passed, threadName);
  }

  /** The path of that socket; empty if it is not bound. */
  public static Optional<String> pathOf(AFUNIXServerSocket socket) throws SocketException {
    AFUNIXSocketAddress address = socket.getLocalSocketAddress();
    return address == null ? Optional.empty() : Optional.of(address.getPath());
  }

  private void serve(AFUNIXServerSocket listening, String threadName) {
    server = listening;
    acceptor = DaemonThreads.of(threadName, this::acceptConnections);
    acceptor.start();
  }

  /** True if connections are accepted: from the start to the close. */
  public boolean isServing() {
    return acceptor != null && acceptor.isAlive() && !closing && !server.isClosed();
  }

  /** The number of open connections. */
  public int open() {
    return connections.size();
  }

  private void acceptConnections() {
    while (!closing && !server.isClosed()) {
      try {
        accept(server.accept());
      } catch (SocketTimeoutException e) {
        LOG.trace("no connection to {} yet", path);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // Java throws OutOfMemoryError when it cannot start another thread.
        if (!closing) {
          LOG.error("cannot accept a connection on {}: {}", path, e.getMessage());
          pause(ERROR_PAUSE_MILLIS);
        }
      }
    }
  }

  private void accept(AFUNIXSocket socket) throws IOException {
    boolean served = false;
    try {
      AFUNIXSocketCredentials credentials = socket.getPeerCredentials();
      String peer = "uid " + credentials.getUid() + ", pid " + credentials.getPid();
      if (credentials.isEmpty() || !uids.contains((int) credentials.getUid())) {
        handler.refused(peer, "its user is not in uids");
      } else if (connections.size() >= maxConnections) {
        handler.refused(peer, "max_connections = " + maxConnections);
      } else {
        LocalConnection connection =
            new LocalConnection(socket, peer, credentials.getPid(), connections::remove);
        connections.add(connection);
        try {
          handler.open(connection);
          served = true;
        } finally {
          if (!served) {
            connection.close();
          }
        }
      }
    } finally {
      if (!served) {
        socket.close();
      }
    }
  }

  /**
   * Prevents a busy loop after an error that may last, such as too many open files.
   *
   * @return false if the wait was interrupted
   */
  private static boolean pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Afterwards new connections wait until the next daemon serves the socket. */
  private void awaitAcceptor() {
    try {
      acceptor.join(5L * ACCEPT_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Accepts no more connections, and waits until the requests of the open connections are answered.
   *
   * @param limit the longest wait; {@link #close} ends the remaining connections
   */
  public void finish(Duration limit) throws IOException {
    stopAccepting();
    connections.forEach(LocalConnection::finish);
    long end = System.nanoTime() + limit.toNanos();
    while (!connections.isEmpty() && System.nanoTime() - end < 0) {
      if (!pause(FINISH_POLL_MILLIS)) {
        return;
      }
    }
  }

  private void stopAccepting() throws IOException {
    closing = true;
    if (server != null && ownSocket) {
      server.close();
      Files.deleteIfExists(path);
    } else if (server != null) {
      // Closing would also shut the socket down for systemd, which would then stop using it.
      awaitAcceptor();
    }
  }

  /** Also closes every connection. */
  @Override
  public void close() throws IOException {
    stopAccepting();
    connections.forEach(LocalConnection::close);
  }
}
