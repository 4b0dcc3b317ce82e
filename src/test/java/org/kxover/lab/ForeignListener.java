package org.kxover.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes connections, agrees to STARTTLS (RFC 6251), and leaves all else to a test. */
public final class ForeignListener implements AutoCloseable {
  /** What to do with a connection, once TLS is to begin. */
  public interface Handler {
    void serve(Socket socket) throws Exception;
  }

  private final ServerSocket server = new ServerSocket();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Handler handler;

  ForeignListener(InetSocketAddress address, Handler handler) throws IOException {
    this.handler = handler;
    server.bind(address);
    threads.execute(this::acceptAll);
  }

  private void acceptAll() {
    while (true) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        // Closed, as there is no other reason on loopback.
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new DataInputStream(socket.getInputStream()).readInt();
      socket.getOutputStream().write(new byte[4]);
      handler.serve(socket);
    } catch (Exception e) {
      // What the other side made of it is in its log.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
