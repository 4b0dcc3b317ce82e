package org.kxover.localsocket;

import java.util.List;
import java.util.Optional;

/**
 * One received message. The next message on the connection can be read even if this one has a
 * fault.
 *
 * @param lines without the empty line that ends the message; each octet is one ISO 8859-1
 *     character. After a fault, lines may be cut or missing
 * @param fault why the octets are not a valid message; empty if they are
 */
public record Message(List<String> lines, Optional<String> fault) {

  public Message {
    lines = List.copyOf(lines);
  }

  /**
   * The lines of a message without a fault.
   *
   * @throws SocketProtocolException with the fault, if there is one
   */
  public List<String> validLines() throws SocketProtocolException {
    if (fault.isPresent()) {
      throw new SocketProtocolException(fault.get());
    }
    return lines;
  }
}
