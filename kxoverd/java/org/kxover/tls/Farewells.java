package org.kxover.tls;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells peers that there is no room for them. A connection that was just accepted waits a moment
 * for the first octet of the peer, which shows whether the peer speaks TLS or Kerberos. The wait
 * has no thread, and only so many connections wait: the others are closed without a word.
 */
final class Farewells implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Farewells.class);

  /** These come in addition to the connections with slots. */
  private static final int MOST = 64;

  /** A few round trips, so that the first octet has arrived. */
  private static final Duration FIRST_OCTET = Duration.ofMillis(200);

  /** Time for the peer to read the answer: closing with unread input would reset the connection. */
  private static final Duration READ = Duration.ofMillis(300);

  private static final int MAX_UNREAD = 1 << 16;
  private static final int TLS_HANDSHAKE_RECORD = 0x16;

  /** user_canceled and close_notify, a record each, as RFC 8446 sections 5.1 and 6.1 have them. */
  private static final byte[] ALERTS = {0x15, 3, 3, 0, 2, 1, 90, 0x15, 3, 3, 0, 2, 1, 0};

  private final DeadlineTimer timer;
  private final TlsServices services;
  private final Set<Socket> waiting = ConcurrentHashMap.newKeySet();

  Farewells(DeadlineTimer timer, TlsServices services) {
    this.timer = timer;
    this.services = services;
  }

  /** Takes ownership of {@code socket}, which nobody has read from. Does not wait. */
  void refuse(Socket socket) {
    if (waiting.size() >= MOST) {
      close(socket);
      return;
    }
    waiting.add(socket);
    later(FIRST_OCTET, socket, () -> answer(socket));
  }

  private void later(Duration time, Socket socket, Runnable task) {
    try {
      var unused = timer.after(time, task);
    } catch (RuntimeException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start the timer's thread.
      close(socket);
    }
  }

  private void answer(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      boolean tls = in.available() > 0 && in.read() == TLS_HANDSHAKE_RECORD;
      socket.getOutputStream().write(tls ? ALERTS : framed(services.noRoom()));
      socket.shutdownOutput();
      later(READ, socket, () -> drain(socket));
    } catch (IOException | RuntimeException e) {
      LOG.debug("cannot tell a peer that there is no room for it", e);
      close(socket);
    }
  }

  private void drain(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      in.readNBytes(Math.min(MAX_UNREAD, in.available()));
    } catch (IOException e) {
      LOG.debug("a peer has reset its connection", e);
    } finally {
      close(socket);
    }
  }

  /** A Kerberos message with its length (RFC 4120 section 7.2.2). */
  static byte[] framed(byte[] message) {
    return message.length == 0
        ? message
        : ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).array();
  }

  private void close(Socket socket) {
    waiting.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("cannot close a connection properly", e);
    }
  }

  @Override
  public void close() {
    waiting.forEach(this::close);
  }
}
