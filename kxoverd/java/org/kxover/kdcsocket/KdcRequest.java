package org.kxover.kdcsocket;

import java.util.List;
import java.util.Map;
import org.kxover.kerberos.Printable;
import org.kxover.localsocket.NameValues;
import org.kxover.localsocket.SocketProtocolException;

/**
 * A KDC's request, as it came: {@code kxover=1}, {@code id}, {@code realm}, {@code service} and,
 * where the KDC knows it, {@code client}. Other names are left for later versions.
 *
 * @param id what the answer repeats: 1 to 20 digits, of which the first is not 0
 */
record KdcRequest(String id, String realm, String service) {
  private static final String VERSION = "1";

  /**
   * The request of these lines, without the empty one that ends it.
   *
   * @throws SocketProtocolException where a line has no {@code =}, a name stands twice, or one that
   *     is needed is missing
   */
  static KdcRequest parse(List<String> lines) throws SocketProtocolException {
    Map<String, String> values = NameValues.parse(lines);
    String version = NameValues.need(values, "kxover");
    if (!version.equals(VERSION)) {
      throw new SocketProtocolException("version is not 1: " + Printable.quote(version));
    }
    String id = NameValues.need(values, "id");
    if (!id.matches("[1-9][0-9]{0,19}")) {
      throw new SocketProtocolException("id is not a number above 0: " + Printable.quote(id));
    }
    return new KdcRequest(id, NameValues.need(values, "realm"), NameValues.need(values, "service"));
  }
}
