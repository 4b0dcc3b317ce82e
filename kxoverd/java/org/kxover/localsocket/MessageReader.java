package org.kxover.localsocket;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads messages line by line, within generous limits. {@link #read} reads a message with a fault
 * to its end, so that the next message can be read.
 */
public final class MessageReader {
  /** The most octets of a line, without its line feed. */
  public static final int MAX_LINE = 1024;

  /** The most lines of a message, without the empty line that ends it. */
  public static final int MAX_LINES = 32;

  /** The most octets of a message, even if it has a fault. */
  public static final int MAX_OCTETS = 65_536;

  private final InputStream in;

  // State of the message that is being read.
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
   * The next message, which may have a fault; empty if the peer has closed the connection between
   * two messages.
   *
   * @throws SocketProtocolException if the end of the message cannot be found: within {@link
   *     #MAX_OCTETS} octets, or because the peer has closed the connection
   */
  public Optional<Message> read() throws IOException, SocketProtocolException {
    return read(true);
  }

  /**
   * The lines of the next message; empty if the peer has closed the connection between two
   * messages.
   *
   * @throws SocketProtocolException at the first fault, without reading the rest of the message;
   *     nothing more can be read then
   */
  public Optional<List<String>> readValid() throws IOException, SocketProtocolException {
    return read(false).map(Message::lines);
  }

  private Optional<Message> read(boolean continueAfterFault)
      throws IOException, SocketProtocolException {
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
      if (fault != null && !continueAfterFault) {
        throw new SocketProtocolException(fault);
      }
      if (begun && ++octets > MAX_OCTETS) {
        throw new SocketProtocolException("no end of the message within " + MAX_OCTETS + " octets");
      }
    }
    if (!begun) {
      return Optional.empty();
    }
    throw new SocketProtocolException("closed in the middle of a message");
  }

  private void add(int octet) {
    if (!Alphabet.isText(octet)) {
      recordFault("octet " + octet + " is not printable ASCII");
    }
    if (line.length() < MAX_LINE) {
      line.append((char) octet);
    } else {
      recordFault("a line is longer than " + MAX_LINE);
    }
  }

  private void endLine() {
    if (lines.size() < MAX_LINES) {
      lines.add(line.toString());
    } else {
      recordFault("a message has more than " + MAX_LINES + " lines");
    }
    line.setLength(0);
  }

  /** Keeps only the first fault: it may have caused the later ones. */
  private void recordFault(String what) {
    if (fault == null) {
      fault = what;
    }
  }
}
