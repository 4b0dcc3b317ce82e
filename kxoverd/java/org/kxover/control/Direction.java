package org.kxover.control;

import org.kxover.kdb.Role;
import org.kxover.kerberos.Printable;
import org.kxover.localsocket.SocketProtocolException;

/** The protocol's words for the direction of users, seen from the local realm. */
public final class Direction {
  private Direction() {}

  public static String word(Role role) {
    return role == Role.CLIENT ? "out" : "in";
  }

  static Role parse(String word) throws SocketProtocolException {
    return switch (word) {
      case "out" -> Role.CLIENT;
      case "in" -> Role.SERVICE;
      default ->
          throw new SocketProtocolException(
              "direction is neither out nor in: " + Printable.quote(word));
    };
  }
}
