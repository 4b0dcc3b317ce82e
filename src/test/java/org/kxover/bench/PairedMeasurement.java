package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures two variants alternately, so that other load on the machine affects both. Every second
 * round starts with the other variant. The first round warms up and does not count.
 */
public final class PairedMeasurement {
  /** One measurement. */
  public interface Measurement {
    double run() throws Exception;
  }

  private final List<Double> ours = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();

  private PairedMeasurement() {}

  /**
   * @param rounds number of rounds, without the warm-up
   */
  public static PairedMeasurement measure(int rounds, Measurement ours, Measurement yardstick)
      throws Exception {
    PairedMeasurement pair = new PairedMeasurement();
    for (int round = -1; round < rounds; round++) {
      double our;
      double their;
      if (round % 2 == 0) {
        their = yardstick.run();
        our = ours.run();
      } else {
        our = ours.run();
        their = yardstick.run();
      }
      if (round >= 0) {
        pair.ours.add(our);
        pair.theirs.add(their);
      }
    }
    return pair;
  }

  /** The table row. Its ratio is the median of the rounds' ratios. */
  public Row row(Raw raw, String what, String unit, String yardstick, Optional<Goal> goal) {
    raw.add(what, unit, ours);
    raw.add(what + ": " + yardstick, unit, theirs);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return new Row(
        what,
        new Samples(ours).median(),
        unit,
        yardstick,
        new Samples(theirs).median(),
        new Samples(ratios).median(),
        goal);
  }
}
