package org.kxover.kdb.kadmin;

import java.util.Iterator;
import java.util.List;
import org.kxover.kerberos.Printable;

/** Output of kadmin, taken line by line: whole lines of printable ASCII, else it is refused. */
final class KadminLines {
  private static final int MAX_QUOTE = 300;

  private final Iterator<String> lines;
  private int number;

  /** The start of {@code output}, whatever it holds, fit for one line of an error message. */
  static String quotable(String output) {
    String start = output.substring(0, Math.min(output.length(), 2 * MAX_QUOTE));
    return Printable.line(start.strip().replace("\n", " / "), MAX_QUOTE);
  }

  KadminLines(String output) throws KadminSyntaxException {
    if (!output.isEmpty() && !output.endsWith("\n")) {
      throw new KadminSyntaxException("the last line is cut short");
    }
    for (int i = 0; i < output.length(); i++) {
      char c = output.charAt(i);
      if (c != '\n' && (c < ' ' || c > '~')) {
        throw new KadminSyntaxException("a character that is not printable ASCII, at " + i);
      }
    }
    this.lines = output.isEmpty() ? List.<String>of().iterator() : split(output);
  }

  private static Iterator<String> split(String output) {
    return List.of(output.substring(0, output.length() - 1).split("\n", -1)).iterator();
  }

  boolean hasNext() {
    return lines.hasNext();
  }

  String next() throws KadminSyntaxException {
    number++;
    if (!lines.hasNext()) {
      throw new KadminSyntaxException("the output ends before line " + number);
    }
    return lines.next();
  }

  /** What follows {@code label: } on the next line. */
  String field(String label) throws KadminSyntaxException {
    return after(label + ": ");
  }

  /** The words after {@code label:} on the next line, each after one space; perhaps none. */
  String list(String label) throws KadminSyntaxException {
    String words = after(label + ":");
    if (!words.isEmpty() && !words.startsWith(" ")) {
      throw new KadminSyntaxException("line " + number + ": no space after " + label);
    }
    return words.isEmpty() ? "" : words.substring(1);
  }

  private String after(String start) throws KadminSyntaxException {
    String line = next();
    if (!line.startsWith(start)) {
      throw new KadminSyntaxException(
          "line " + number + " should be \"" + start + "...\", is " + Printable.quote(line));
    }
    return line.substring(start.length());
  }

  void end() throws KadminSyntaxException {
    if (lines.hasNext()) {
      throw new KadminSyntaxException("more output than expected: " + Printable.quote(next()));
    }
  }
}
