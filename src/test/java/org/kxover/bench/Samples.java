package org.kxover.bench;

import java.util.Collection;
import java.util.List;

/** Repeated measurements of one quantity. */
public final class Samples {
  private final List<Double> sorted;

  /**
   * @param values at least one
   */
  public Samples(Collection<Double> values) {
    this.sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("no values were measured");
    }
  }

  public double median() {
    int last = sorted.size() - 1;
    return (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
  }

  /** The percentile, by the nearest-rank method. */
  public double percentile(int hundredths) {
    return sorted.get((int) Math.ceil(sorted.size() * hundredths / 100.0) - 1);
  }

  public double min() {
    return sorted.get(0);
  }

  public double max() {
    return sorted.get(sorted.size() - 1);
  }
}
