package org.kxover.conformance;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kxover.doc.Document;

/**
 * The deliberate differences, as the table in doc/CONFORMANCE.md has them. Its rows hold the suite,
 * the names of the cases with {@code *} for any text, their verdict, ours, and the reason.
 */
final class Differences {
  private static final String HEAD = "cases";

  /** The line of a row also ends with a bar. */
  private static final int COLUMNS = 5;

  private final List<Row> rows;

  private Differences(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** One row of the table. */
  record Row(String suite, String names, String theirs, String ours, String reason) {
    private static Row of(List<String> cells) {
      String names = cells.get(1).replace("`", "");
      return new Row(cells.get(0), names, cells.get(2), cells.get(3), cells.get(4));
    }

    private boolean hasName(String name) {
      return Arrays.stream(names.split(","))
          .map(one -> Pattern.quote(one.strip()).replace("*", "\\E.*\\Q"))
          .anyMatch(name::matches);
    }

    private boolean explains(String title, Comparison comparison) {
      return suite.equals(title)
          && theirs.equals(comparison.theirs())
          && ours.equals(comparison.ours())
          && !reason.isEmpty()
          && hasName(comparison.name());
    }
  }

  static Differences read() throws IOException {
    return of(Document.read("CONFORMANCE.md"));
  }

  static Differences of(Document page) {
    return new Differences(
        page.rows().stream()
            .filter(cells -> cells.size() == COLUMNS + 1 && !cells.get(1).equals(HEAD))
            .map(Row::of)
            .toList());
  }

  List<Row> rows() {
    return rows;
  }

  /** The reason for the difference; empty if no row has it. */
  Optional<String> reason(String suite, Comparison comparison) {
    return rows.stream()
        .filter(row -> row.explains(suite, comparison))
        .map(Row::reason)
        .findFirst();
  }

  /** The rows of the suites that explain none of the cases. */
  List<String> unused(String suite, List<Comparison> comparisons) {
    return rows.stream()
        .filter(row -> row.suite().equals(suite))
        .filter(row -> comparisons.stream().noneMatch(one -> row.explains(suite, one)))
        .map(Row::names)
        .toList();
  }
}
