package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** The results of rounds that were measured elsewhere. */
  static PairedMeasurement of(List<Double> ours, List<Double> theirs) {
    PairedMeasurement pair = new PairedMeasurement();
    pair.ours.addAll(ours);
    pair.theirs.addAll(theirs);
    return pair;
  }

  /** The table row. Its ratio is the median of the rounds' ratios. */
  public Row row(Raw raw, String what, String unit, String yardstick, Optional<Goal> goal) {
    return row(raw, what, unit, yardstick, new Samples(ratios()).median(), goal);
  }

  /**
   * As {@link #row}, for 20 rounds. Its ratio is the lower 95 % bound of the median: the sixth
   * smallest of the ratios, whatever their distribution. Five or fewer of 20 tosses of a coin are
   * heads in 2.1 % of all cases.
   */
  public Row lowerBound(Raw raw, String what, String unit, String yardstick, Goal goal) {
    if (ours.size() != 20) {
      throw new IllegalStateException(ours.size() + " rounds, not 20");
    }
    double bound = ratios().stream().sorted().toList().get(5);
    return row(raw, what, unit, yardstick, bound, Optional.of(goal));
  }

  private List<Double> ratios() {
    return IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / theirs.get(i)).toList();
  }

  private Row row(
      Raw raw, String what, String unit, String yardstick, double ratio, Optional<Goal> goal) {
    raw.add(what, unit, ours);
    raw.add(what + ": " + yardstick, unit, theirs);
    return new Row(
        what,
        new Samples(ours).median(),
        unit,
        yardstick,
        new Samples(theirs).median(),
        ratio,
        goal);
  }
}
