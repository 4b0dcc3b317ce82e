package org.kxover.kdcsocket;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.kxover.config.KdcSocketSettings;
import org.kxover.crossover.Answer;
import org.kxover.crossover.Question;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the KDC's connections, from those users that may ask. */
public final class KdcSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KdcSocket.class);

  private final KdcSocketSettings settings;
  private final Function<Question, Answer> answers;
  private final ThreadPoolExecutor workers;
  private final Set<KdcConnection> connections = ConcurrentHashMap.newKeySet();
  private final Optional<AFUNIXServerSocket> passed;
  private AFUNIXServerSocket server;
  private Thread acceptor;

  /**
   * @param passed a socket that is listening already and stays when this is closed; else one is
   *     bound here
   * @param answers may block; runs on at most {@code maxRequests} threads
   */
  public KdcSocket(
      KdcSocketSettings settings,
      Optional<AFUNIXServerSocket> passed,
      Function<Question, Answer> answers) {
    this.settings = settings;
    this.passed = passed;
    this.answers = answers;
    this.workers =
        new ThreadPoolExecutor(
            0,
            settings.maxRequests(),
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon("kdc-request", task));
  }

  /** Binds the socket where none was passed, and serves it on threads of its own. */
  public void start() throws IOException {
    server = passed.isPresent() ? requireSamePath(passed.get()) : bind();
    acceptor = daemon("kdc-accept", this::acceptConnections);
    acceptor.start();
    LOG.info(
        "listening for the KDC on {}{}",
        settings.socket(),
        passed.isPresent() ? ", which systemd opened" : "");
  }

  private AFUNIXServerSocket bind() throws IOException {
    SocketPath.prepare(settings.socket());
    AFUNIXServerSocket bound = AFUNIXServerSocket.newInstance();
    bound.bind(AFUNIXSocketAddress.of(settings.socket()));
    return bound;
  }

  /** The KDC asks where its own settings say: an operator must not look at the wrong place. */
  private AFUNIXServerSocket requireSamePath(AFUNIXServerSocket socket) throws IOException {
    AFUNIXSocketAddress address = socket.getLocalSocketAddress();
    if (address == null || !settings.socket().toString().equals(address.getPath())) {
      throw new IOException(
          "systemd passes "
              + (address == null ? "a socket that is not bound" : address.getPath())
              + ", but [kdc] socket is "
              + settings.socket()
              + "; make ListenStream= in kxoverd.socket the same");
    }
    socket.setDeleteOnClose(false);
    return socket;
  }

  /** Whether KDCs can connect; once this has been started, they can until it is closed. */
  public boolean isServing() {
    return acceptor != null && acceptor.isAlive() && !server.isClosed();
  }

  private void acceptConnections() {
    while (!server.isClosed()) {
      try {
        accept(server.accept());
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // OutOfMemoryError is how Java says that it cannot have another thread.
        if (!server.isClosed()) {
          LOG.error("cannot accept the KDC on {}: {}", settings.socket(), e.getMessage());
          pause();
        }
      }
    }
  }

  private void accept(AFUNIXSocket socket) throws IOException {
    boolean served = false;
    try {
      AFUNIXSocketCredentials credentials = socket.getPeerCredentials();
      String peer = "uid " + credentials.getUid() + ", pid " + credentials.getPid();
      if (credentials.isEmpty() || !settings.uids().contains((int) credentials.getUid())) {
        LOG.warn("refused {}: its user is not in [kdc] uids", peer);
      } else if (connections.size() >= settings.maxConnections()) {
        LOG.warn("refused {}: [kdc] max_connections = {}", peer, settings.maxConnections());
      } else {
        serve(new KdcConnection(socket, peer, settings, answers, workers));
        served = true;
        LOG.info("KDC connected ({})", peer);
      }
    } finally {
      if (!served) {
        socket.close();
      }
    }
  }

  private void serve(KdcConnection connection) {
    connections.add(connection);
    boolean started = false;
    try {
      daemon("kdc-replies", connection::writeReplies).start();
      daemon("kdc-requests", () -> readRequests(connection)).start();
      started = true;
    } finally {
      if (!started) {
        connections.remove(connection);
        connection.close();
      }
    }
  }

  private void readRequests(KdcConnection connection) {
    try {
      connection.readRequests();
    } finally {
      connections.remove(connection);
    }
  }

  /** Out of file descriptors, say: waits for better times without spinning. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
      if (passed.isEmpty()) {
        Files.deleteIfExists(settings.socket());
      }
    }
    connections.forEach(KdcConnection::close);
    workers.shutdownNow();
  }
}
