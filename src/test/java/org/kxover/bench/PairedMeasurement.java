package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two ways to do the same, measured in turn, so that what the machine does besides meets both.
 * Every second round begins with the other, and the first does not count, as it warms both up.
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
   * @param rounds that count
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

  /** The line of the table, whose ratio is the median of the rounds' ratios. */
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
