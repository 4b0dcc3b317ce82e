package org.kxover.localsocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that may ask, and what it is connected with. Any thread may close it. */
public final class LocalConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalConnection.class);

  private final AFUNIXSocket socket;
  private final String peer;
  private final Consumer<LocalConnection> ended;
  private volatile boolean asked;
  private volatile boolean finishing;

  LocalConnection(AFUNIXSocket socket, String peer, Consumer<LocalConnection> ended) {
    this.socket = socket;
    this.peer = peer;
    this.ended = ended;
  }

  /** Whose it is, for the log: {@code uid 0, pid 4711}. */
  public String peer() {
    return peer;
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** To be told of each request that has been read. */
  public void asked() {
    asked = true;
    if (finishing) {
      endInput();
    }
  }

  /**
   * Lets whoever reads come to the end of what the peer has sent so far. A peer that has only just
   * connected may still send its first request.
   */
  void finish() {
    finishing = true;
    if (asked) {
      endInput();
    }
  }

  /** What the peer sends from here on fails there at once, so that it asks elsewhere. */
  private void endInput() {
    try {
      // Java 21's own says of a socket that was accepted that it is not connected.
      socket.getChannel().shutdownInput();
    } catch (IOException e) {
      LOG.debug("{} has ended already: {}", peer, e.getMessage());
    }
  }

  /** Ends the waits of all who read or write; once is enough. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing the connection of {}: {}", peer, e.getMessage());
    } finally {
      ended.accept(this);
    }
  }
}
