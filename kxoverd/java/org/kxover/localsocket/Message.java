package org.kxover.localsocket;

import java.util.List;
import java.util.Optional;

/**
 * One message as it came. The next message on the connection can be read, whatever this one holds.
 *
 * @param lines without the empty line that ends the message; each octet is a character of ISO
 *     8859-1. Where there is a fault, lines may be cut or missing
 * @param fault why the octets are no message; empty where they are one
 */
public record Message(List<String> lines, Optional<String> fault) {
  /** A copy with lists of its own. */
  public Message {
    lines = List.copyOf(lines);
  }

  /**
   * The lines of a message without a fault.
   *
   * @throws SocketProtocolException where the octets are no message; says why
   */
  public List<String> soundLines() throws SocketProtocolException {
    if (fault.isPresent()) {
      throw new SocketProtocolException(fault.get());
    }
    return lines;
  }
}
