package org.kxover.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A plot of lines over time as SVG. Each line has its name in its colour above the plot. */
final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 300;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int TOP = 70;
  private static final int BOTTOM = 50;
  private static final int STEPS = 5;
  private static final List<String> COLOURS = List.of("#1f5fa8", "#c0392b", "#2a7f62", "#8a6d1d");

  private record Line(String name, double[] values) {}

  private final String title;
  private final String unit;
  private final double firstDay;
  private final double daysOfStep;
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param unit of the values
   * @param firstDay of the first value
   * @param daysOfStep between two values
   */
  Plot(String title, String unit, double firstDay, double daysOfStep) {
    this.title = title;
    this.unit = unit;
    this.firstDay = firstDay;
    this.daysOfStep = daysOfStep;
  }

  Plot line(String name, double[] values) {
    lines.add(new Line(name, values));
    return this;
  }

  String svg() {
    double most = lines.stream().flatMapToDouble(l -> Arrays.stream(l.values())).max().orElse(1);
    double top = roundUp(Math.max(most, 1));
    int count = lines.stream().mapToInt(l -> l.values().length).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"13\">",
        WIDTH,
        TOP + HEIGHT + BOTTOM);
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
    text(svg, LEFT, 22, "start", "#222", title);
    legend(svg);
    axes(svg, top, count);
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), COLOURS.get(i), top, count);
    }
    return svg.append("</svg>\n").toString();
  }

  private void legend(StringBuilder svg) {
    int x = LEFT;
    for (int i = 0; i < lines.size(); i++) {
      text(svg, x, 48, "start", COLOURS.get(i), "— " + lines.get(i).name());
      x += 40 + 7 * lines.get(i).name().length();
    }
  }

  private void axes(StringBuilder svg, double top, int count) {
    for (int step = 0; step <= STEPS; step++) {
      double y = y(top * step / STEPS, top);
      add(
          svg,
          "<line x1=\"%d\" y1=\"%.0f\" x2=\"%d\" y2=\"%.0f\" stroke=\"#ddd\"/>",
          LEFT,
          y,
          WIDTH - RIGHT,
          y);
      text(svg, LEFT - 8, (int) y + 4, "end", "#222", number(top * step / STEPS));
      double day = firstDay + daysOfStep * count * step / STEPS;
      int x = LEFT + (WIDTH - LEFT - RIGHT) * step / STEPS;
      text(svg, x, TOP + HEIGHT + 20, "middle", "#222", number(day));
    }
    text(svg, LEFT - 8, TOP - 8, "end", "#777", unit);
    text(svg, (LEFT + WIDTH - RIGHT) / 2, TOP + HEIGHT + 40, "middle", "#777", "day");
  }

  private static void draw(StringBuilder svg, Line line, String colour, double top, int count) {
    StringBuilder points = new StringBuilder();
    int width = WIDTH - LEFT - RIGHT;
    for (int i = 0; i < line.values().length; i++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + width * (i + 0.5) / count,
              y(line.values()[i], top)));
    }
    add(
        svg,
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>",
        colour,
        points.toString().strip());
  }

  private static double y(double value, double top) {
    return TOP + HEIGHT * (1 - value / top);
  }

  /** The next of 1, 2, 5, 10, 20 and so on. */
  static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double factor : new double[] {1, 2, 5}) {
      if (value <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static void text(
      StringBuilder svg, int x, int y, String anchor, String colour, String text) {
    add(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x,
        y,
        anchor,
        colour,
        text.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
