package org.kxover.tls;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.kxover.tls.TimeLimitException.Limit;

/**
 * A TCP connection that is being opened, or is open, before STARTTLS. {@link TlsConnector} makes it
 * and does the handshake on it. Another thread may close it at any time.
 */
public final class ConnectionAttempt implements Closeable {
  private final GuardedSocket socket;
  private final Duration limit;

  ConnectionAttempt(GuardedSocket socket, Duration limit) {
    this.socket = socket;
    this.limit = limit;
  }

  GuardedSocket socket() {
    return socket;
  }

  /**
   * Opens the connection. Call it once.
   *
   * @param address resolved
   * @throws TimeLimitException if it took too long
   * @throws IOException if the network failed, or {@link #close} was called
   */
  public void open(InetSocketAddress address) throws IOException {
    try (GuardedSocket.Running running = socket.within(Limit.CONNECT, limit)) {
      socket.socket().connect(address);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw socket.explain(TlsFailure.of(TlsFailure.CONNECTING, socket.received(), e));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
