package org.kxover.kdb.kadmin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parses {@code getstrs}'s output: the string attributes of one principal. */
final class StringsParser {
  private static final String NO_ATTRIBUTES = "(No string attributes.)";

  private StringsParser() {}

  /** The values by key. */
  static Map<String, String> parse(String output) throws KadminSyntaxException {
    KadminLines lines = new KadminLines(output);
    Map<String, String> values = new LinkedHashMap<>();
    if (output.equals(NO_ATTRIBUTES + "\n")) {
      return values;
    }
    do {
      String line = lines.next();
      int colon = line.indexOf(": ");
      if (colon < 1) {
        throw new KadminSyntaxException("a line is not \"key: value\"");
      }
      if (values.put(line.substring(0, colon), line.substring(colon + 2)) != null) {
        throw new KadminSyntaxException("a string attribute appears twice");
      }
    } while (lines.hasNext());
    return Collections.unmodifiableMap(values);
  }
}
