package org.kxover.kerberos;

/** Text of strangers, made fit for one line of a log. */
public final class Printable {
  private static final int LIMIT = 120;

  private Printable() {}

  /**
   * {@code text} in double quotes, cut at 120 characters, all but printable ASCII escaped, quotes
   * and backslashes too: one text, one writing.
   */
  public static String quote(String text) {
    return '"' + escape(text, LIMIT, "\"\\") + '"';
  }

  /**
   * {@code text} cut at {@code limit} characters, all but printable ASCII escaped. What is such a
   * line already stays as it is.
   */
  public static String line(String text, int limit) {
    return escape(text, limit, "");
  }

  private static String escape(String text, int limit, String alsoEscaped) {
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
}
