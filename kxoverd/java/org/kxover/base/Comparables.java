package org.kxover.base;

/** Minimum and maximum of values with a natural order, such as durations and instants. */
public final class Comparables {
  private Comparables() {}

  /** The smaller value; {@code one} if both are equal. */
  public static <T extends Comparable<? super T>> T min(T one, T other) {
    return other.compareTo(one) < 0 ? other : one;
  }

  /** The larger value; {@code one} if both are equal. */
  public static <T extends Comparable<? super T>> T max(T one, T other) {
    return other.compareTo(one) > 0 ? other : one;
  }
}
