package org.kxover.upstream;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kxover.lab.LabCommand;

/**
 * How one of MIT krb5's tests ended.
 *
 * @param outcome in a word
 * @param why the failure, or the parts that the test left out; empty if there are none
 */
record Verdict(Outcome outcome, String why) {
  private static final Pattern FAILURE = Pattern.compile("(?m)^\\*\\*\\* Failure: (.*)$");
  private static final Pattern SKIPPED = Pattern.compile("(?m)^\\*\\*\\* Skipping: (.*)$");
  private static final Pattern EXCEPTION = Pattern.compile("(?m)^([A-Z]\\w*Error: .*)$");
  private static final Pattern LAST_LINE = Pattern.compile("(?m)^(.+)\\s*\\z");

  /** The exit code of timeout(1) when the time was over. */
  private static final int LATE = 124;

  enum Outcome {
    PASSED,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the output of a test that ran below {@code timeout}. */
  static Verdict of(LabCommand.Output output) {
    if (output.exitCode() == 0) {
      return new Verdict(Outcome.PASSED, first(SKIPPED, output.text()));
    }
    if (output.exitCode() == LATE) {
      return new Verdict(Outcome.FAILED, "did not end in time");
    }
    String why =
        Stream.of(FAILURE, EXCEPTION, LAST_LINE)
            .map(pattern -> first(pattern, output.text()))
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse("");
    return new Verdict(Outcome.FAILED, why);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1).strip() : "";
  }

  boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /** As a cell of the table. */
  @Override
  public String toString() {
    if (why.isEmpty()) {
      return outcome.toString();
    }
    return outcome + (passed() ? ", without " : ": ") + why.replace("|", "\\|");
  }
}
