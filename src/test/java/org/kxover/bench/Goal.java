package org.kxover.bench;

import java.util.Locale;

/**
 * A bound for the ratio of a figure to its yardstick.
 *
 * @param isMinimum true for a lower bound, false for an upper bound
 */
public record Goal(boolean isMinimum, double bound) {
  public static Goal atLeast(double bound) {
    return new Goal(true, bound);
  }

  public static Goal atMost(double bound) {
    return new Goal(false, bound);
  }

  boolean isMet(double ratio) {
    return isMinimum ? ratio >= bound : ratio <= bound;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s", isMinimum ? ">=" : "<=", Row.number(bound));
  }
}
