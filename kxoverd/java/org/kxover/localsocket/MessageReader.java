package org.kxover.localsocket;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads messages line by line, within bounds that no honest process comes near. A message with a
 * fault is read to its end, so that the messages after it can be read.
 */
public final class MessageReader {
  /** Octets of a line, without its line feed. */
  public static final int MAX_LINE = 1024;

  /** Lines of a message, without the empty one that ends it. */
  public static final int MAX_LINES = 32;

  /** Octets within which a message has to end, be it a faulty one. */
  public static final int MAX_OCTETS = 65_536;

  private final InputStream in;

  // Of the message that is being read.
  private List<String> lines;
  private StringBuilder line;
  private String fault;

  /**
   * @param in buffered
   */
  public MessageReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next message, which may have a fault; empty where the peer has closed between two messages.
   *
   * @throws SocketProtocolException where the end of the message cannot be found: after {@link
   *     #MAX_OCTETS} octets, or because the peer has closed
   */
  public Optional<Message> read() throws IOException, SocketProtocolException {
    return read(true);
  }

  /**
   * The lines of the next message, where nothing can follow a faulty one; empty where the peer has
   * closed between two messages.
   *
   * @throws SocketProtocolException at the first fault, without waiting for the rest
   */
  public Optional<List<String>> readSound() throws IOException, SocketProtocolException {
    return read(false).map(Message::lines);
  }

  private Optional<Message> read(boolean pastFaults) throws IOException, SocketProtocolException {
    lines = new ArrayList<>();
    line = new StringBuilder();
    fault = null;
    boolean begun = false;
    boolean lineBegun = false;
    int octets = 0;
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (octet != Alphabet.LINE_FEED) {
        add(octet);
        lineBegun = true;
        begun = true;
      } else if (lineBegun) {
        endLine();
        lineBegun = false;
      } else if (begun) {
        return Optional.of(new Message(lines, Optional.ofNullable(fault)));
      }
      if (fault != null && !pastFaults) {
        throw new SocketProtocolException(fault);
      }
      if (begun && ++octets > MAX_OCTETS) {
        throw new SocketProtocolException("no end of a message within " + MAX_OCTETS + " octets");
      }
    }
    if (!begun) {
      return Optional.empty();
    }
    throw new SocketProtocolException("closed in the middle of a message");
  }

  private void add(int octet) {
    if (!Alphabet.isText(octet)) {
      note("octet " + octet + " is not printable ASCII");
    }
    if (line.length() < MAX_LINE) {
      line.append((char) octet);
    } else {
      note("a line is longer than " + MAX_LINE);
    }
  }

  private void endLine() {
    if (lines.size() < MAX_LINES) {
      lines.add(line.toString());
    } else {
      note("a message has more than " + MAX_LINES + " lines");
    }
    line.setLength(0);
  }

  /** Keeps the first fault, which may have led to those after it. */
  private void note(String what) {
    if (fault == null) {
      fault = what;
    }
  }
}
