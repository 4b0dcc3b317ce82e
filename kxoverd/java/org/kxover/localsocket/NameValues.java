package org.kxover.localsocket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kxover.kerberos.Printable;

/** Parses the lines of a message as {@code name=value}. */
public final class NameValues {
  private NameValues() {}

  /**
   * The values by name, in the order of the lines.
   *
   * @throws SocketProtocolException if a line has no {@code =} or no name, or a name appears twice
   */
  public static Map<String, String> parse(List<String> lines) throws SocketProtocolException {
    Map<String, String> values = new LinkedHashMap<>();
    int number = 0;
    for (String line : lines) {
      number++;
      int equals = line.indexOf('=');
      if (equals <= 0) {
        // The line itself could be a user's name.
        throw new SocketProtocolException("not name=value: line " + number);
      }
      if (values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
        throw new SocketProtocolException(
            "a name appears twice: " + Printable.quote(line.substring(0, equals)));
      }
    }
    return values;
  }

  /**
   * The value of that name.
   *
   * @throws SocketProtocolException if there is none, or it is empty
   */
  public static String require(Map<String, String> values, String name)
      throws SocketProtocolException {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new SocketProtocolException(name + " is missing");
    }
    return value;
  }
}
