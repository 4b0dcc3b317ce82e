package org.kxover.bench;

import java.util.List;
import java.util.Locale;

/**
 * An SVG chart of the rows that have a goal. A bar to the right of the middle shows a met goal, a
 * bar to the left a missed one. A full bar means twice or half as good as the goal.
 */
final class GoalChart {
  private static final int LINE = 26;
  private static final int TEXT = 470;
  private static final int HALF = 150;
  private static final int NUMBERS = 210;

  private GoalChart() {}

  static String of(List<Row> rows) {
    List<Row> shown = rows.stream().filter(row -> row.goal().isPresent()).toList();
    int width = TEXT + 2 * HALF + NUMBERS;
    int bottom = (shown.size() + 1) * LINE + 14;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"13\">",
        width,
        bottom + LINE);
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
    int middle = TEXT + HALF;
    label(svg, middle - 8, LINE, "end", "#777", "goal missed");
    label(svg, middle + 8, LINE, "start", "#777", "goal met");
    int y = LINE;
    for (Row row : shown) {
      y += LINE;
      Goal goal = row.goal().orElseThrow();
      double better = goal.isMinimum() ? row.ratio() / goal.bound() : goal.bound() / row.ratio();
      double reach = Math.max(-1, Math.min(1, Math.log(better) / Math.log(2)));
      int length = Math.max(2, (int) Math.round(Math.abs(reach) * HALF));
      label(svg, TEXT - 12, y, "end", "#222", row.what());
      add(
          svg,
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"16\" fill=\"%s\"/>",
          row.isMet() ? middle : middle - length,
          y - 13,
          length,
          row.isMet() ? "#2a7f62" : "#c0392b");
      label(
          svg,
          middle + HALF + 12,
          y,
          "start",
          "#222",
          Row.number(row.ratio()) + "  (" + goal + ")");
    }
    add(
        svg,
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#222\"/>",
        middle,
        LINE + 6,
        middle,
        bottom);
    label(svg, TEXT, bottom + 14, "middle", "#777", "half as good");
    label(svg, middle, bottom + 14, "middle", "#777", "the goal");
    label(svg, TEXT + 2 * HALF, bottom + 14, "middle", "#777", "twice as good");
    return svg.append("</svg>\n").toString();
  }

  private static void label(
      StringBuilder svg, int x, int y, String anchor, String colour, String text) {
    add(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x,
        y,
        anchor,
        colour,
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
  }

  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
