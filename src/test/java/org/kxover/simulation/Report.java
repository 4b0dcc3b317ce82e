package org.kxover.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes tables between the markers of a page, and pictures beside it. */
final class Report {
  private final Path page;

  Report(Path page) {
    this.page = page;
  }

  /** The rows below a head, as Markdown. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.add(head.stream().map(cell -> cell.equals(head.get(0)) ? "---" : "---:").toList());
    all.addAll(rows);
    for (List<String> row : all) {
      boolean line = row.get(0).startsWith("---");
      text.append(line ? "|" : "| ")
          .append(String.join(line ? "|" : " | ", row))
          .append(line ? "|\n" : " |\n");
    }
    return text.toString();
  }

  /** A number with three digits at least, or fewer if it is small. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    return String.format(
        Locale.ROOT, value >= 10 ? "%,.0f" : value >= 0.1 ? "%.1f" : "%.3f", value);
  }

  /** Replaces what is between {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}. */
  void replace(String name, String text) throws IOException {
    String all = Files.readString(page);
    String begin = "<!-- begin " + name + " -->\n";
    int from = all.indexOf(begin);
    int to = all.indexOf("\n<!-- end " + name + " -->");
    if (from < 0 || to < from) {
      throw new IOException(page + " has no place for " + name);
    }
    Files.writeString(
        page, all.substring(0, from + begin.length()) + "\n" + text + all.substring(to));
  }

  /** Writes a picture beside the page. */
  void picture(String name, Plot plot) throws IOException {
    Files.writeString(page.resolveSibling(name), plot.svg());
  }
}
