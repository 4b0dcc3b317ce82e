package org.kxover.cli;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, strings, numbers and booleans as JSON (RFC 8259), in ASCII only. */
final class Json {
  private Json() {}

  static String of(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.toString();
  }

  /** The value as a part of a document, {@code depth} levels deep. */
  static String of(Object value, int depth) {
    StringBuilder out = new StringBuilder();
    write(value, "\n" + "  ".repeat(depth), out);
    return out.toString();
  }

  private static void write(Object value, String newline, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator).append(newline).append("  ");
        text(entry.getKey().toString(), out);
        out.append(": ");
        write(entry.getValue(), newline + "  ", out);
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : newline + "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object one : list) {
        out.append(separator).append(newline).append("  ");
        write(one, newline + "  ", out);
        separator = ",";
      }
      out.append(list.isEmpty() ? "[]" : newline + "]");
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      text(value.toString(), out);
    }
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    out.append('"');
  }
}
