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

/** A UNIX socket that takes connections of those users who may ask, and no more than so many. */
public final class LocalListener implements AutoCloseable {
  /** How long a socket that is not ours is waited at before a look whether to end. */
  private static final int LOOK_MILLIS = 200;

  private static final int PAUSE_MILLIS = 200;
  private static final int FINISH_MILLIS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(LocalListener.class);

  /** What is done with who connects; nothing of it may wait. */
  public interface Door {
    /**
     * Begins to serve that connection, on other threads than this; whoever serves it closes it.
     * Where this throws, it is closed at once.
     */
    void open(LocalConnection connection);

    /** A connection was closed at once, for that reason: {@code max_connections = 8}. */
    void refused(String peer, String why);
  }

  private final Path path;
  private final Set<Integer> uids;
  private final int maxConnections;
  private final Door door;
  private final Set<LocalConnection> connections = ConcurrentHashMap.newKeySet();
  private AFUNIXServerSocket server;
  private Thread acceptor;
  private boolean ours;
  private volatile boolean closing;

  /**
   * @param uids of the users who may connect
   */
  public LocalListener(Path path, Set<Integer> uids, int maxConnections, Door door) {
    this.path = path;
    this.uids = Set.copyOf(uids);
    this.maxConnections = maxConnections;
    this.door = door;
  }

  /** Binds the socket and takes connections on a thread of that name. */
  public void start(String threadName) throws IOException {
    SocketPath.prepare(path);
    AFUNIXServerSocket bound = AFUNIXServerSocket.newInstance();
    bound.bind(AFUNIXSocketAddress.of(path));
    ours = true;
    serve(bound, threadName);
  }

  /**
   * Takes connections on a socket that is listening already. It goes on listening when this is
   * closed, for whoever serves it next.
   */
  public void startOn(AFUNIXServerSocket passed, String threadName) throws IOException {
    passed.setDeleteOnClose(false);
    passed.setSoTimeout(LOOK_MILLIS);
    serve(passed, threadName);
  }

  /** Where that socket is bound; empty where it is not. */
  public static Optional<String> pathOf(AFUNIXServerSocket socket) throws SocketException {
    AFUNIXSocketAddress address = socket.getLocalSocketAddress();
    return address == null ? Optional.empty() : Optional.of(address.getPath());
  }

  private void serve(AFUNIXServerSocket listening, String threadName) {
    server = listening;
    acceptor = DaemonThreads.of(threadName, this::acceptConnections);
    acceptor.start();
  }

  /** Whether connections are taken: from the start to the close. */
  public boolean isServing() {
    return acceptor != null && acceptor.isAlive() && !closing && !server.isClosed();
  }

  /** How many are connected. */
  public int open() {
    return connections.size();
  }

  private void acceptConnections() {
    while (!closing && !server.isClosed()) {
      try {
        accept(server.accept());
      } catch (SocketTimeoutException e) {
        LOG.trace("nobody came to {}", path);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // OutOfMemoryError is how Java says that it cannot have another thread.
        if (!closing) {
          LOG.error("cannot accept a connection on {}: {}", path, e.getMessage());
          pause(PAUSE_MILLIS);
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
        door.refused(peer, "its user is not in uids");
      } else if (connections.size() >= maxConnections) {
        door.refused(peer, "max_connections = " + maxConnections);
      } else {
        LocalConnection connection = new LocalConnection(socket, peer, connections::remove);
        connections.add(connection);
        try {
          door.open(connection);
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
   * Out of file descriptors, say: waits for better times without spinning.
   *
   * @return false where the wait was interrupted
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

  /** From here on, who connects waits for the next to serve the socket. */
  private void awaitAcceptor() {
    try {
      acceptor.join(5L * LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes no more connections, and waits for those there are: a connection ends when what its peer
   * had asked is answered.
   *
   * @param limit what goes on after it is left to {@link #close}
   */
  public void finish(Duration limit) throws IOException {
    stopAccepting();
    connections.forEach(LocalConnection::finish);
    long end = System.nanoTime() + limit.toNanos();
    while (!connections.isEmpty() && System.nanoTime() - end < 0) {
      if (!pause(FINISH_MILLIS)) {
        return;
      }
    }
  }

  private void stopAccepting() throws IOException {
    closing = true;
    if (server != null && ours) {
      server.close();
      Files.deleteIfExists(path);
    } else if (server != null) {
      // Closing would shut the socket down for its owner too: systemd gives it up then.
      awaitAcceptor();
    }
  }

  /** Ends every connection too. */
  @Override
  public void close() throws IOException {
    stopAccepting();
    connections.forEach(LocalConnection::close);
  }
}
