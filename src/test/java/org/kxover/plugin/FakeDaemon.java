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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stand-in for kxoverd's socket that behaves as a test wants. */
final class FakeDaemon implements AutoCloseable {
  /** What to do with one connection; it is closed at the end. */
  interface Behaviour {
    void serve(Connection connection) throws IOException;
  }

  /** One request, and which of the daemon's connections it came on, from 1. */
  record Request(int connection, Map<String, String> fields) {
    String id() {
      return fields.get("id");
    }
  }

  private final Path path;
  private final ServerSocketChannel server;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  FakeDaemon(Path path, Behaviour behaviour) throws IOException {
    this.path = path;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    start(() -> acceptAll(behaviour));
  }

  /** Answers every request with these lines. */
  static FakeDaemon answering(Path path, String... lines) throws IOException {
    return new FakeDaemon(path, answers(lines));
  }

  /** The behaviour of a daemon that always has these lines to say. */
  static Behaviour answers(String... lines) {
    return connection -> {
      for (Request r = connection.read(); r != null; r = connection.read()) {
        connection.send(answer(r.id(), lines));
      }
    };
  }

  /** The behaviour of the honest daemon that knows one realm, and wants to be asked each time. */
  static Behaviour refersTo(String realm) {
    return answers(referral(realm, 0));
  }

  /** What it says of a host of that realm, which holds for so many seconds. */
  static String[] referral(String realm, int ttl) {
    return new String[] {"result=referral", "realm=" + realm, "ttl=" + ttl};
  }

  static String answer(String id, String... lines) {
    return "kxover=1\nid=" + id + "\n" + String.join("\n", lines) + "\n\n";
  }

  /** Every whole request so far. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  int connections() {
    return connections.size();
  }

  /** Ends as a killed daemon does: every connection closed; the path is free again. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    for (Connection connection : connections) {
      connection.channel.close();
    }
  }

  private void acceptAll(Behaviour behaviour) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Connection connection = new Connection(channel, connections.size() + 1);
        connections.add(connection);
        start(() -> connection.run(behaviour));
      }
    } catch (IOException e) {
      // The server was closed: the end of this daemon.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "fake-daemon");
    thread.setDaemon(true);
    thread.start();
  }

  /** The daemon's end of one connection. */
  final class Connection {
    private final SocketChannel channel;
    private final int number;
    private final BufferedReader reader;

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
        // The other side is gone, or the daemon was closed.
      }
    }

    /** Which of the daemon's connections this is, from 1. */
    int number() {
      return number;
    }

    /** The next request, or null where the KDC has closed. */
    Request read() throws IOException {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty()) {
          Request request = new Request(number, fields);
          requests.add(request);
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

    /** Reads and never answers. */
    void listenOnly() throws IOException {
      while (read() != null) {
        // Nothing is said.
      }
    }
  }
}
