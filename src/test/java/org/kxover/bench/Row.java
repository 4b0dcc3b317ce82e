package org.kxover.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param what is measured
 * @param figure ours
 * @param unit of both, such as {@code ms} or {@code tickets/s}
 * @param yardstick what it is held against
 * @param base the yardstick's figure
 * @param ratio ours to the yardstick's: the median of pairs measured in turn where there are such,
 *     and then not quite the quotient of the two figures
 * @param goal empty where the line only informs
 */
public record Row(
    String what,
    double figure,
    String unit,
    String yardstick,
    double base,
    double ratio,
    Optional<Goal> goal) {

  /** A line whose ratio is the quotient of its figures. */
  public static Row of(
      String what, double figure, String unit, String yardstick, double base, Goal goal) {
    return new Row(what, figure, unit, yardstick, base, figure / base, Optional.of(goal));
  }

  /** A line that only informs. */
  public static Row of(String what, double figure, String unit, String yardstick, double base) {
    return new Row(what, figure, unit, yardstick, base, figure / base, Optional.empty());
  }

  /** Whether the goal is met, or there is none. */
  public boolean isMet() {
    return goal.isEmpty() || goal.get().isMet(ratio);
  }

  /** With as many digits as are worth reading. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
