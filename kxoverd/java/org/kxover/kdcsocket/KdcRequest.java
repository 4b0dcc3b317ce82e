package org.kxover.kdcsocket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kxover.kerberos.Printable;

/**
 * A KDC's request, as it came: {@code kxover=1}, {@code id}, {@code realm}, {@code service} and,
 * where the KDC knows it, {@code client}. Other names are left for later versions.
 *
 * @param id what the answer repeats: 1 to 20 digits
 */
record KdcRequest(String id, String realm, String service) {
  private static final String VERSION = "1";

  /**
   * The request of these lines, without the empty one that ends it.
   *
   * @throws KdcProtocolException where a line has no {@code =}, a name stands twice, or one that is
   *     needed is missing
   */
  static KdcRequest parse(List<String> lines) throws KdcProtocolException {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals <= 0) {
        throw new KdcProtocolException("not name=value: " + Printable.quote(line));
      }
      if (values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
        throw new KdcProtocolException(
            "a name stands twice: " + Printable.quote(line.substring(0, equals)));
      }
    }
    String version = need(values, "kxover");
    if (!version.equals(VERSION)) {
      throw new KdcProtocolException("version is not 1: " + Printable.quote(version));
    }
    String id = need(values, "id");
    if (!id.matches("[0-9]{1,20}")) {
      throw new KdcProtocolException("id is not a number: " + Printable.quote(id));
    }
    return new KdcRequest(id, need(values, "realm"), need(values, "service"));
  }

  private static String need(Map<String, String> values, String name) throws KdcProtocolException {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new KdcProtocolException(name + " is missing");
    }
    return value;
  }
}
