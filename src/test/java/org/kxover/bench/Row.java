package org.kxover.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * A row of the table.
 *
 * @param what is measured
 * @param figure the measured value
 * @param unit of figure and base, such as {@code ms} or {@code tickets/s}
 * @param yardstick what the figure is compared to
 * @param base the value of the yardstick
 * @param ratio figure to base; for a {@link PairedMeasurement} the median of the pairs' ratios,
 *     which can differ from the quotient of the medians
 * @param goal empty for a row without a goal
 */
public record Row(
    String what,
    double figure,
    String unit,
    String yardstick,
    double base,
    double ratio,
    Optional<Goal> goal) {

  /** A row whose ratio is figure divided by base. */
  public static Row of(
      String what, double figure, String unit, String yardstick, double base, Goal goal) {
    return new Row(what, figure, unit, yardstick, base, figure / base, Optional.of(goal));
  }

  /** A row without a goal. */
  public static Row of(String what, double figure, String unit, String yardstick, double base) {
    return new Row(what, figure, unit, yardstick, base, figure / base, Optional.empty());
  }

  /** True if the goal is met, or there is none. */
  public boolean isMet() {
    return goal.isEmpty() || goal.get().isMet(ratio);
  }

  /** Formats a value with two decimals at most, fewer for large values. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
