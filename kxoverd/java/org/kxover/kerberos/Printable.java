package org.kxover.kerberos;

/** Escapes untrusted text for one line of a log. */
public final class Printable {
  private static final int LIMIT = 120;

  private Printable() {}

  /**
   * {@code text} in double quotes, truncated to 120 characters. Escapes everything except printable
   * ASCII, and also quotes and backslashes, so that different texts stay different.
   */
  public static String quote(String text) {
    return '"' + escape(text, LIMIT, "\"\\") + '"';
  }

  /**
   * {@code text} truncated to {@code limit} characters. Escapes everything except printable ASCII,
   * so a printable line stays unchanged.
   */
  public static String line(String text, int limit) {
    return escape(text, limit, "");
  }

  private static String escape(String text, int limit, String alsoEscaped) {
    if (text.length() <= limit && isPlain(text, alsoEscaped)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < limit; i++) {
      char c = text.charAt(i);
      if (alsoEscaped.indexOf(c) >= 0) {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.length() > limit ? out.append("...").toString() : out.toString();
  }

  private static boolean isPlain(String text, String escaped) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || escaped.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
