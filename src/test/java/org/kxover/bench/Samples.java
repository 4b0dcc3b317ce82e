package org.kxover.bench;

import java.util.Collection;
import java.util.List;

/** Several measurements of the same thing. */
public final class Samples {
  private final List<Double> sorted;

  /**
   * @param values at least one
   */
  public Samples(Collection<Double> values) {
    this.sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  public double median() {
    int last = sorted.size() - 1;
    return (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
  }

  /** The least value that so many hundredths of all are no larger than. */
  public double percentile(int hundredths) {
    return sorted.get((int) Math.ceil(sorted.size() * hundredths / 100.0) - 1);
  }

  public double least() {
    return sorted.get(0);
  }

  public double most() {
    return sorted.get(sorted.size() - 1);
  }
}
