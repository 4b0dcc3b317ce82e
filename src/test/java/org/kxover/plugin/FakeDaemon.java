package org.kxover.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A fake kxoverd at the KDC's socket, whose behaviour a test chooses. */
final class FakeDaemon implements AutoCloseable {
  /** Serves one connection, which is closed afterwards. */
  interface Behaviour {
    void serve(Connection connection) throws IOException;
  }

  /**
   * A request.
   *
   * @param connection number of the connection that it came on, from 1
   */
  record Request(int connection, Map<String, String> fields) {
    String id() {
      return fields.get("id");
    }
  }

  private final Path path;
  private final ServerSocketChannel server;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Object arrival = new Object();

  FakeDaemon(Path path, Behaviour behaviour) throws IOException {
    this.path = path;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    start(() -> acceptAll(behaviour));
  }

  /** A daemon that answers every request with these lines. */
  static FakeDaemon answering(Path path, String... lines) throws IOException {
    return new FakeDaemon(path, answers(lines));
  }

  /** A behaviour that answers every request with these lines. */
  static Behaviour answers(String... lines) {
    return connection -> {
      for (Request r = connection.read(); r != null; r = connection.read()) {
        connection.send(answer(r.id(), lines));
      }
    };
  }

  /** A behaviour that refers every host to one realm, with a TTL of 0. */
  static Behaviour refersTo(String realm) {
    return answers(referral(realm, 0));
  }

  /** The lines of a referral; {@code ttl} is in seconds. */
  static String[] referral(String realm, int ttl) {
    return new String[] {"result=referral", "realm=" + realm, "ttl=" + ttl};
  }

  static String answer(String id, String... lines) {
    return "kxover=1\nid=" + id + "\n" + String.join("\n", lines) + "\n\n";
  }

  /** All complete requests so far. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Waits until there have been so many requests. */
  void awaitRequests(int count, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (arrival) {
      while (requests.size() < count) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw new IOException(requests.size() + " requests after " + limit + ", not " + count);
        }
        try {
          arrival.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
      }
    }
  }

  int connections() {
    return connections.size();
  }

  /** Closes all connections, as when a daemon is killed, and removes the socket. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    for (Connection connection : connections) {
      connection.channel.close();
    }
    for (Connection connection : connections) {
      connection.awaitEnd();
    }
  }

  private void acceptAll(Behaviour behaviour) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Connection connection = new Connection(channel, connections.size() + 1);
        connections.add(connection);
        connection.serving = start(() -> connection.run(behaviour));
      }
    } catch (IOException e) {
      // The server was closed.
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "fake-daemon");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The daemon's end of one connection. */
  final class Connection {
    private final SocketChannel channel;
    private final int number;
    private final BufferedReader reader;
    private volatile Thread serving;

    private Connection(SocketChannel channel, int number) {
      this.channel = channel;
      this.number = number;
      reader =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    private void run(Behaviour behaviour) {
      try (channel) {
        behaviour.serve(this);
      } catch (IOException e) {
        // The KDC closed the connection, or this daemon was closed.
      }
    }

    /**
     * Waits until no thread reads from the closed channel. The kernel keeps a socket open for the
     * other end as long as a thread is in a system call on it.
     */
    private void awaitEnd() {
      Thread thread = serving;
      if (thread == null) {
        return;
      }
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The number of this connection, from 1. */
    int number() {
      return number;
    }

    /** The next request; null if the KDC closed the connection. */
    Request read() throws IOException {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty()) {
          Request request = new Request(number, fields);
          synchronized (arrival) {
            requests.add(request);
            arrival.notifyAll();
          }
          return request;
        }
        int equals = line.indexOf('=');
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      }
      return null;
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(octets);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    /** Reads requests and never answers. */
    void listenOnly() throws IOException {
      while (read() != null) {
        // Discard the request.
      }
    }
  }
}
