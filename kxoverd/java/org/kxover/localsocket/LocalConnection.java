package org.kxover.localsocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a permitted process. Any thread may close it. */
public final class LocalConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalConnection.class);

  private final AFUNIXSocket socket;
  private final String peer;
  private final long pid;
  private final Consumer<LocalConnection> onClose;
  private volatile boolean requestSeen;
  private volatile boolean finishing;

  LocalConnection(AFUNIXSocket socket, String peer, long pid, Consumer<LocalConnection> onClose) {
    this.socket = socket;
    this.peer = peer;
    this.pid = pid;
    this.onClose = onClose;
  }

  /** The connected process, for the log: {@code uid 0, pid 4711}. */
  public String peer() {
    return peer;
  }

  /** The id of the process that connected. */
  public long pid() {
    return pid;
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** Call this after each request that was read; {@link #finish} waits for the first. */
  public void requestRead() {
    requestSeen = true;
    if (finishing) {
      endInput();
    }
  }

  /**
   * Ends the input after what the peer has sent so far. A peer that has just connected may still
   * send its first request.
   */
  void finish() {
    finishing = true;
    if (requestSeen) {
      endInput();
    }
  }

  /** Further writes of the peer fail at once, so that it asks another daemon. */
  private void endInput() {
    try {
      // Not socket.shutdownInput(): with Java 21 it reports an accepted socket as not connected.
      socket.getChannel().shutdownInput();
    } catch (IOException e) {
      LOG.debug("{} has closed its connection already: {}", peer, e.getMessage());
    }
  }

  /** Unblocks all threads that read or write. May be called more than once. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing the connection of {}: {}", peer, e.getMessage());
    } finally {
      onClose.accept(this);
    }
  }
}
