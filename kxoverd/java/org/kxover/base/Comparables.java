package org.kxover.base;

/** The lesser and the greater of two times, or of anything else that has an order. */
public final class Comparables {
  private Comparables() {}

  /** The lesser; {@code one} where they are equal. */
  public static <T extends Comparable<? super T>> T min(T one, T other) {
    return other.compareTo(one) < 0 ? other : one;
  }

  /** The greater; {@code one} where they are equal. */
  public static <T extends Comparable<? super T>> T max(T one, T other) {
    return other.compareTo(one) > 0 ? other : one;
  }
}
