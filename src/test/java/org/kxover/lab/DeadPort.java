package org.kxover.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A TCP port that answers nothing, like a host that is switched off. Its queue of connections is
 * full, and Linux drops further SYN packets then.
 */
public final class DeadPort implements AutoCloseable {
  private static final int MOST = 64;
  private static final int PATIENCE_MS = 300;

  private final ServerSocket server;
  private final Deque<Socket> queued = new ArrayDeque<>();

  /**
   * @param port 0 for any
   */
  public DeadPort(InetAddress address, int port) throws IOException {
    server = new ServerSocket(port, 1, address);
    while (connects()) {
      if (queued.size() > MOST) {
        close();
        throw new IOException("the queue of connections does not fill");
      }
    }
  }

  private boolean connects() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), PATIENCE_MS);
      queued.add(socket);
      return true;
    } catch (SocketTimeoutException e) {
      socket.close();
      return false;
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : queued) {
      socket.close();
    }
    server.close();
  }
}
