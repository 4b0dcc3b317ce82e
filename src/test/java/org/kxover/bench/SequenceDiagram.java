package org.kxover.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A sequence diagram of the packets between two sites, as an SVG with a time scale. */
final class SequenceDiagram {
  private static final int WIDTH = 900;
  private static final int LEFT = 330;
  private static final int RIGHT = 570;
  private static final int TOP = 56;
  private static final int LINE = 15;
  private static final double PIXELS = 0.9;

  private SequenceDiagram() {}

  /**
   * @param end when the client has its ticket, in milliseconds
   */
  static String of(List<PacketBurst> bursts, Duration oneWay, double end) {
    int bottom = TOP + (int) (end * PIXELS) + 10;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH,
        bottom + 30);
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
    add(
        svg,
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\""
            + " markerHeight=\"8\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#2a7f62\"/>"
            + "</marker></defs>");
    label(svg, LEFT, TOP - 26, "middle", "the users' realm");
    label(svg, RIGHT, TOP - 26, "middle", "the services' realm");
    label(svg, LEFT, TOP - 8, "end", "TGS-REQ of the client  ");
    for (int x : new int[] {LEFT, RIGHT}) {
      line(svg, x, TOP, x, bottom, "stroke=\"#777\"");
    }
    for (PacketBurst burst : bursts) {
      boolean there = burst.from() == 0;
      int y = TOP + (int) (burst.millis() * PIXELS);
      int arrives = y + (int) (oneWay.toMillis() * PIXELS);
      line(
          svg,
          there ? LEFT : RIGHT,
          y,
          there ? RIGHT : LEFT,
          arrives,
          "stroke=\"#2a7f62\" marker-end=\"url(#tip)\"");
      int below = y + 4;
      // Encrypted records have no names.
      for (String name :
          burst.names().stream()
              .map(one -> one.startsWith("TLS, ") ? "TLS records" : one)
              .distinct()
              .toList()) {
        label(
            svg,
            there ? LEFT - 8 : RIGHT + 8,
            below,
            there ? "end" : "start",
            below == y + 4
                ? String.format(
                    Locale.ROOT,
                    there ? "%2$s  %1$.0f ms" : "%1$.0f ms  %2$s",
                    burst.millis(),
                    name)
                : name);
        below += LINE;
      }
    }
    label(
        svg,
        LEFT,
        bottom + 18,
        "middle",
        String.format(Locale.ROOT, "%.0f ms: the client has the ticket", end));
    return svg.append("</svg>\n").toString();
  }

  private static void line(StringBuilder svg, int x1, int y1, int x2, int y2, String attributes) {
    add(svg, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>", x1, y1, x2, y2, attributes);
  }

  private static void label(StringBuilder svg, int x, int y, String anchor, String text) {
    add(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#222\">%s</text>",
        x,
        y,
        anchor,
        text);
  }

  private static void add(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
