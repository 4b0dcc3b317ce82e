package org.kxover.bench;

import java.util.Locale;

/**
 * What a figure divided by its yardstick shall be.
 *
 * @param least that it shall be no less; otherwise no more
 */
public record Goal(boolean least, double bound) {
  public static Goal atLeast(double bound) {
    return new Goal(true, bound);
  }

  public static Goal atMost(double bound) {
    return new Goal(false, bound);
  }

  boolean isMet(double ratio) {
    return least ? ratio >= bound : ratio <= bound;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s", least ? ">=" : "<=", Row.number(bound));
  }
}
