package org.kxover.localsocket;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads messages line by line, within bounds that no honest process comes near. */
public final class MessageReader {
  public static final int MAX_LINE = 1024;
  public static final int MAX_LINES = 32;

  private final InputStream in;

  /**
   * @param in buffered
   */
  public MessageReader(InputStream in) {
    this.in = in;
  }

  /**
   * The lines of the next message, without the empty one that ends it; none where the peer has
   * closed between two messages.
   */
  public Optional<List<String>> read() throws IOException, SocketProtocolException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (octet != '\n') {
        if (octet < ' ' || octet > '~') {
          throw new SocketProtocolException("octet " + octet + " is not printable ASCII");
        }
        if (line.length() == MAX_LINE) {
          throw new SocketProtocolException("a line is longer than " + MAX_LINE);
        }
        line.append((char) octet);
      } else if (line.length() > 0) {
        if (lines.size() == MAX_LINES) {
          throw new SocketProtocolException("a message has more than " + MAX_LINES + " lines");
        }
        lines.add(line.toString());
        line.setLength(0);
      } else if (!lines.isEmpty()) {
        return Optional.of(lines);
      }
    }
    if (lines.isEmpty() && line.length() == 0) {
      return Optional.empty();
    }
    throw new SocketProtocolException("closed in the middle of a message");
  }
}
