package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import org.kxover.lab.LabCommand;

/** What {@code kxover check} and {@code kxover why} print is findings, and nothing else. */
final class OwnLines {
  private static final Pattern FINDING = Pattern.compile("(ok|warning|error) +\\S.*| {9}-> \\S.*");

  private OwnLines() {}

  /** The output, if it has no line of a log or of another program. */
  static LabCommand.Output require(LabCommand.Output output) {
    assertEquals(
        List.of(),
        output.text().lines().filter(line -> !FINDING.matcher(line).matches()).toList(),
        output::text);
    return output;
  }
}
