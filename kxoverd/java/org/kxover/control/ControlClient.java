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
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.NameValues;
import org.kxover.localsocket.SocketProtocolException;

/** Asks the daemon. Waits for each piece of an answer for so long and no longer. */
public final class ControlClient {
  /** No honest daemon has more to say: the key database lists fewer principals. */
  private static final int MAX_ITEMS = 500_000;

  private static final String END = "end";

  private final Path socket;
  private final Duration patience;

  public ControlClient(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /**
   * An answer in whole.
   *
   * @param items by name, each with a value named {@code item=}; in the order in which they came
   * @param result {@code done}, {@code failed} or {@code usage}
   * @param text one line for people
   */
  public record Answer(List<Map<String, String>> items, String result, String text) {}

  public Answer ask(ControlRequest request) throws ControlException {
    try (SocketChannel channel = connect();
        Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      try {
        // A request is shorter than any socket's buffer: no part of it is left.
        channel.write(ByteBuffer.wrap(request.encoded()));
      } catch (IOException e) {
        throw notServed(e);
      }
      return read(new MessageReader(new BufferedInputStream(new Input(channel, selector))));
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
      // Does not wait: the other side's queue is full, or not.
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      connected = true;
      return channel;
    } catch (ConnectException e) {
      throw notThere(e);
    } catch (SocketException e) {
      throw failed(e);
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  private ControlException notThere(Exception e) {
    return new ControlException(
        ControlException.Reason.NOT_THERE,
        "no kxoverd at " + socket + "; is it running? (systemctl status kxoverd)",
        e);
  }

  /** Java tells what is wrong in words only: look which of them it is. */
  private ControlException failed(SocketException e) {
    String words = "" + e.getMessage();
    if (words.contains("Permission denied")) {
      return new ControlException(
          ControlException.Reason.NOT_SERVED,
          "permission denied at " + socket + "; ask as root, or as a user that [control] lists",
          e);
    }
    return words.contains("No such file") || !Files.exists(socket)
        ? notThere(e)
        : new ControlException(
            ControlException.Reason.NOT_SERVED, socket + ": " + words + "; try again", e);
  }

  private ControlException notServed(Exception e) {
    return new ControlException(
        ControlException.Reason.NOT_SERVED,
        "kxoverd at "
            + socket
            + " hung up: it serves root, its own user and [control] uids, up to max_connections;"
            + " its log says more",
        e);
  }

  private Answer read(MessageReader reader) throws IOException, ControlException {
    List<Map<String, String>> items = new ArrayList<>();
    try {
      while (items.size() < MAX_ITEMS) {
        Optional<List<String>> lines = message(reader, items.isEmpty());
        if (lines.isEmpty()) {
          if (items.isEmpty()) {
            throw notServed(null);
          }
          throw new SocketProtocolException("it ends in the middle");
        }
        Map<String, String> values = NameValues.parse(lines.get());
        if (NameValues.need(values, "item").equals(END)) {
          return new Answer(
              items, NameValues.need(values, "result"), NameValues.need(values, "text"));
        }
        items.add(values);
      }
      throw new SocketProtocolException("it has more than " + MAX_ITEMS + " messages");
    } catch (SocketProtocolException e) {
      throw new ControlException(
          ControlException.Reason.BROKEN,
          "the answer of kxoverd at " + socket + " is of no use: " + e.getMessage(),
          e);
    }
  }

  /** A daemon that hangs up at once may do so before it has read what was written. */
  private Optional<List<String>> message(MessageReader reader, boolean first)
      throws IOException, SocketProtocolException, ControlException {
    try {
      return reader.readSound();
    } catch (SocketException e) {
      if (first) {
        throw notServed(e);
      }
      throw e;
    }
  }

  /** Reads what comes, and waits for it as long as the patience lasts. */
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
        if (selector.select(patience.toMillis()) == 0) {
          throw new IOException("no answer within " + patience.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
      }
    }
  }
}
