package org.kxover.control;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.NameValues;
import org.kxover.localsocket.SocketProtocolException;

/** Sends a request to the daemon and reads its answer. */
public final class ControlClient {
  /** More messages than one page of each of fifty local realms has. */
  private static final int MAX_ITEMS = 500_000;

  private static final String END = "end";

  private final Path socket;
  private final Duration timeout;

  /**
   * @param timeout the longest wait for each part of an answer, not for the whole answer
   */
  public ControlClient(Path socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /**
   * A complete answer.
   *
   * @param items the messages in their order, each with all its values by name
   * @param result {@code done}, {@code failed} or {@code usage}
   * @param text one line to show to the user
   */
  public record Answer(List<Map<String, String>> items, String result, String text) {}

  public Answer ask(ControlRequest request) throws ControlException {
    List<Map<String, String>> items = new ArrayList<>();
    Answer end = ask(request, items::add);
    return new Answer(items, end.result(), end.text());
  }

  /**
   * As {@link #ask(ControlRequest)}, without keeping the answer in memory.
   *
   * @param sink takes the messages as they come; the daemon waits for it
   * @return the end of the answer, without messages
   */
  public Answer ask(ControlRequest request, Consumer<Map<String, String>> sink)
      throws ControlException {
    try (SocketChannel channel = connect();
        Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      try {
        // A request is shorter than the socket's buffer, so one write sends all of it.
        channel.write(ByteBuffer.wrap(request.encoded()));
      } catch (IOException e) {
        throw notServed(e);
      }
      return read(new MessageReader(new BufferedInputStream(new Input(channel, selector))), sink);
    } catch (IOException e) {
      throw new ControlException(
          ControlException.Reason.BROKEN,
          socket + ": " + e.getMessage() + "; see the log of kxoverd",
          e);
    }
  }

  private SocketChannel connect() throws ControlException, IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      // Fails at once if the daemon's queue of connections is full.
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      connected = true;
      return channel;
    } catch (ConnectException e) {
      throw notRunning(e);
    } catch (SocketException e) {
      throw connectFailed(e);
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  private ControlException notRunning(Exception e) {
    return new ControlException(
        ControlException.Reason.NOT_THERE,
        "no kxoverd at " + socket + "; is it running? (systemctl status kxoverd)",
        e);
  }

  /** Java distinguishes these errors only by their messages. */
  private ControlException connectFailed(SocketException e) {
    String message = "" + e.getMessage();
    if (message.contains("Permission denied")) {
      return new ControlException(
          ControlException.Reason.NOT_SERVED,
          "permission denied at "
              + socket
              + "; run kxover as root, or as a user in uids of [control]",
          e);
    }
    return message.contains("No such file") || !Files.exists(socket)
        ? notRunning(e)
        : new ControlException(
            ControlException.Reason.NOT_SERVED, socket + ": " + message + "; try again", e);
  }

  private ControlException notServed(Exception e) {
    return new ControlException(
        ControlException.Reason.NOT_SERVED,
        "kxoverd at "
            + socket
            + " closed the connection: it serves only root, its own user and uids of [control], up to"
            + " max_connections; see its log",
        e);
  }

  private Answer read(MessageReader reader, Consumer<Map<String, String>> sink)
      throws IOException, ControlException {
    try {
      for (int count = 0; count < MAX_ITEMS; count++) {
        Optional<List<String>> lines = message(reader, count == 0);
        if (lines.isEmpty()) {
          if (count == 0) {
            throw notServed(null);
          }
          throw new SocketProtocolException("it is incomplete");
        }
        Map<String, String> values = NameValues.parse(lines.get());
        if (NameValues.require(values, "item").equals(END)) {
          return new Answer(
              List.of(), NameValues.require(values, "result"), NameValues.require(values, "text"));
        }
        sink.accept(values);
      }
      throw new SocketProtocolException("it has more than " + MAX_ITEMS + " messages");
    } catch (SocketProtocolException e) {
      throw new ControlException(
          ControlException.Reason.BROKEN,
          "the answer of kxoverd at " + socket + " is invalid: " + e.getMessage(),
          e);
    }
  }

  /** A daemon that refuses the connection may close it before it has read the request. */
  private Optional<List<String>> message(MessageReader reader, boolean first)
      throws IOException, SocketProtocolException, ControlException {
    try {
      return reader.readValid();
    } catch (SocketException e) {
      if (first) {
        throw notServed(e);
      }
      throw e;
    }
  }

  /** Reads from the channel, and waits for each part at most {@code timeout}. */
  private final class Input extends InputStream {
    private final SocketChannel channel;
    private final Selector selector;

    Input(SocketChannel channel, Selector selector) {
      this.channel = channel;
      this.selector = selector;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(octets, offset, length);
      for (int count = channel.read(buffer); ; count = channel.read(buffer)) {
        if (count != 0) {
          return count;
        }
        if (selector.select(timeout.toMillis()) == 0) {
          throw new IOException("no answer within " + timeout.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
      }
    }
  }
}
