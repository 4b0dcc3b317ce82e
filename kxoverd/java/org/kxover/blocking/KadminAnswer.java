package org.kxover.blocking;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.setup.PromptedLines;

/**
 * Reads what kadmin prints for pairs of the requests {@code get_principal} and {@code get_strings}.
 * The line {@code Principal:} begins a principal, and all lines up to the next one are about it.
 */
final class KadminAnswer {
  private static final String PRINCIPAL = "Principal: ";
  private static final Pattern ATTRIBUTES =
      Pattern.compile("Attributes:.*\\bDISALLOW_ALL_TIX\\b.*");
  private static final Pattern KEYS = Pattern.compile("Number of keys: (\\d{1,5})");

  /** As kadmin prints it in UTC: the expiration of a half-made principal of kxoverd's. */
  private static final String HALF_MADE = "Expiration date: Fri Jan 02 03:04:05 UTC 1970";

  /** The last line about a principal that is no string attribute. */
  private static final String LAST = "Policy: ";

  private static final String NO_STRINGS = "(No string attributes.)";

  /** A failure's line begins with the request. */
  private static final Pattern STRING = Pattern.compile("(?!get_strings: )([^: ]{1,600}): (.*)");

  private static final Pattern ABSENT =
      Pattern.compile("get_principal: Principal does not exist[^\"]*\"([^\"]*)\".*");

  private final String text;
  private final Map<String, Reading> found = new HashMap<>();
  private final Set<String> absent = new HashSet<>();

  /** Of which kadmin seems to say more than one thing. */
  private final Set<String> ambiguous = new HashSet<>();

  private static final class Reading {
    private boolean closed;
    private boolean hasExpirationOfHalfMade;
    private int keys;
    private boolean atStrings;
    private boolean hasStrings;
    private final Map<String, String> strings = new HashMap<>();

    private FoundPrincipal result() {
      return new FoundPrincipal(true, closed, closed && hasExpirationOfHalfMade, keys, strings);
    }
  }

  KadminAnswer(String text) {
    this.text = text;
    Reading now = new Reading();
    for (String line : PromptedLines.of(text)) {
      if (line.startsWith(PRINCIPAL)) {
        now = new Reading();
        note(line.substring(PRINCIPAL.length()));
        found.put(line.substring(PRINCIPAL.length()), now);
        continue;
      }
      Matcher missing = ABSENT.matcher(line);
      if (missing.matches()) {
        now = new Reading();
        note(missing.group(1));
        absent.add(missing.group(1));
      } else {
        read(line, now);
      }
    }
  }

  private void note(String name) {
    if (found.containsKey(name) || absent.contains(name)) {
      ambiguous.add(name);
    }
  }

  private static void read(String line, Reading now) {
    if (now.atStrings) {
      readString(line, now);
      return;
    }
    Matcher keys = KEYS.matcher(line);
    if (keys.matches()) {
      now.keys = Integer.parseInt(keys.group(1));
    } else if (ATTRIBUTES.matcher(line).matches()) {
      now.closed = true;
    } else if (line.equals(HALF_MADE)) {
      now.hasExpirationOfHalfMade = true;
    } else if (line.startsWith(LAST)) {
      now.atStrings = true;
    }
  }

  private static void readString(String line, Reading now) {
    Matcher string = STRING.matcher(line);
    if (string.matches()) {
      now.strings.put(string.group(1), string.group(2));
      now.hasStrings = true;
    } else if (line.equals(NO_STRINGS)) {
      now.hasStrings = true;
    }
  }

  /**
   * The principal.
   *
   * @throws IOException if kadmin neither printed it nor said that there is none. A principal
   *     without its string attributes is none: it would seem to be made by hand, and not blocked.
   *     Nor is one about which there are two answers: kadmin prints line breaks in string
   *     attributes as they are, so one of them may be the text of an attribute
   */
  FoundPrincipal find(CrossoverPrincipal name) throws IOException {
    if (ambiguous.contains(name.toString())) {
      throw new IOException(
          "kadmin did not read "
              + name
              + ": it printed more than one answer; look for a string attribute with a line break"
              + " (kadmin's getstrs)");
    }
    Reading read = found.get(name.toString());
    if (read != null && read.hasStrings) {
      return read.result();
    }
    if (read != null || !absent.contains(name.toString())) {
      throw new IOException("kadmin did not read " + name + ": " + complaint(name));
    }
    return FoundPrincipal.ABSENT;
  }

  /** What kadmin said about that principal, or last of all. */
  private String complaint(CrossoverPrincipal name) {
    return PromptedLines.of(text).stream()
        .filter(line -> line.startsWith("get_") && line.contains("\"" + name + "\""))
        .findFirst()
        .map(PromptedLines::complaint)
        .orElseGet(
            () ->
                found.containsKey(name.toString())
                    ? "it did not print the string attributes"
                    : PromptedLines.complaint(text));
  }
}
