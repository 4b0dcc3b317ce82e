package org.kxover.kerberos;

/** Text of strangers, made fit for one line of a log. */
public final class Printable {
  private static final int LIMIT = 120;

  private Printable() {}

  /** {@code text} in double quotes, cut at 120 characters, all but printable ASCII escaped. */
  public static String quote(String text) {
    return '"' + line(text, LIMIT) + '"';
  }

  /** {@code text} cut at {@code limit} characters, all but printable ASCII escaped. */
  public static String line(String text, int limit) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < limit; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
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
