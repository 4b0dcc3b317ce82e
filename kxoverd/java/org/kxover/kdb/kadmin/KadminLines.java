package org.kxover.kdb.kadmin;

import java.util.Iterator;
import java.util.List;
import org.kxover.kerberos.Printable;

/** Output of kadmin, read line by line. Only complete lines of printable ASCII are accepted. */
public final class KadminLines {
  private static final int MAX_QUOTE = 300;

  private final Iterator<String> lines;
  private int number;

  /** The start of {@code output}, escaped and shortened for an error message of one line. */
  public static String quotable(String output) {
    String start = output.substring(0, Math.min(output.length(), 2 * MAX_QUOTE));
    return Printable.line(start.strip().replace("\n", " / "), MAX_QUOTE);
  }

  KadminLines(String output) throws KadminSyntaxException {
    if (!output.isEmpty() && !output.endsWith("\n")) {
      throw new KadminSyntaxException("the last line is incomplete");
    }
    for (int i = 0; i < output.length(); i++) {
      char c = output.charAt(i);
      if (c != '\n' && (c < ' ' || c > '~')) {
        throw new KadminSyntaxException("a character is not printable ASCII, at offset " + i);
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

  /** The text after {@code label: } on the next line. */
  String field(String label) throws KadminSyntaxException {
    return after(label + ": ");
  }

  /** The words after {@code label:} on the next line, each after one space; may be empty. */
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
