package org.kxover.setup;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kxover.kerberos.Printable;

/** The output of kadmin when it reads its requests from a file or pipe: it prints its prompts. */
public final class PromptedLines {
  private static final Pattern PROMPTS = Pattern.compile("^(?:kadmin(?:\\.local)?: *)+");

  /** kadmin prints this to a pipe after its complaints, as it does not flush it. */
  private static final String GREETING = "Authenticating as principal ";

  private static final int MAX_COMPLAINT = 300;

  private PromptedLines() {}

  /** The lines of the output, without the prompts before them. */
  public static List<String> of(String text) {
    return text.lines().map(line -> PROMPTS.matcher(line).replaceFirst("").strip()).toList();
  }

  /**
   * The lines of a list of principals. Blanks and carriage returns at the end are part of a name:
   * without them it would be that of another principal.
   */
  public static List<String> ofNames(String text) {
    return Stream.of(text.split("\n")).map(line -> PROMPTS.matcher(line).replaceFirst("")).toList();
  }

  /** The last line that says something, for an error message. */
  public static String complaint(String text) {
    return of(text).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith(GREETING))
        .reduce((first, last) -> last)
        .map(line -> Printable.line(line, MAX_COMPLAINT))
        .orElse("nothing");
  }
}
