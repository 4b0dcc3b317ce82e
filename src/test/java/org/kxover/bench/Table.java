package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;

/** The rows as a Markdown table with aligned columns. */
final class Table {
  private static final List<String> HEAD =
      List.of("What", "Figure", "Unit", "Yardstick", "Its figure", "Ratio", "Goal", "");

  private Table() {}

  static String of(List<Row> rows) {
    List<List<String>> lines = new ArrayList<>(List.of(HEAD));
    for (Row row : rows) {
      lines.add(
          List.of(
              row.what(),
              Row.number(row.figure()),
              row.unit(),
              row.yardstick(),
              Row.number(row.base()),
              Row.number(row.ratio()),
              row.goal().map(Goal::toString).orElse(""),
              row.goal().isEmpty() ? "" : row.isMet() ? "met" : "MISSED"));
    }
    int[] widths = new int[HEAD.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < lines.size(); n++) {
      for (int i = 0; i < widths.length; i++) {
        String format =
            isNumber(i) ? "| %" + widths[i] + "s " : "| %-" + Math.max(1, widths[i]) + "s ";
        text.append(format.formatted(lines.get(n).get(i)));
      }
      text.append("|\n");
      if (n == 0) {
        for (int i = 0; i < widths.length; i++) {
          text.append('|')
              .append("-".repeat(Math.max(1, widths[i]) + 1))
              .append(isNumber(i) ? ':' : '-');
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  private static boolean isNumber(int column) {
    return column == 1 || column == 4 || column == 5;
  }
}
