package org.kxover.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Accepts connections and STARTTLS (RFC 6251), and passes the connection to a test. */
public final class ForeignListener implements AutoCloseable {
  /** Handles a connection from the first octet of TLS on. */
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
        // The listener was closed.
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
      // Tests check the log of the daemon under test.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
