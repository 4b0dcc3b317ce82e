package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;

/**
 * The time from the TGS-REQ to the ticket in a first crossing. Compared to the sum of its necessary
 * parts, and measured once more right after the start of both daemons.
 */
public final class FirstCrossing implements Part {
  private static final int ROUNDS = 16;
  private static final int STARTS = 7;

  /** The plugin's default time_budget in milliseconds. */
  private static final double TIME_BUDGET = 3000;

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    List<Row> rows = new ArrayList<>();
    rows.addAll(measure(raw, "plugin", new KdcPrograms("", false), true));
    rows.addAll(measure(raw, "patch", KdcPrograms.withPatch(), false));
    return rows;
  }

  private static List<Row> measure(Raw raw, String name, KdcPrograms programs, boolean starts)
      throws Exception {
    List<Row> rows = new ArrayList<>();
    try (Lab lab = new Lab(programs)) {
      NewRealmPair strangers =
          new NewRealmPair(lab, lab.realm("A.EXAMPLE"), lab.realm("B.EXAMPLE"));
      strangers.start();
      String what = "first crossing, " + name;
      raw.say("%d first crossings with the %s", ROUNDS, name);
      Row warm;
      try (CrossingParts parts = new CrossingParts(strangers)) {
        warm =
            PairedMeasurement.measure(
                    ROUNDS,
                    () -> {
                      strangers.forget();
                      return strangers.cross();
                    },
                    () -> {
                      strangers.forget();
                      return parts.measure();
                    })
                .row(raw, what, "ms", "its parts alone", Optional.of(Goal.atMost(1.5)));
        parts.addTo(raw, what);
      }
      rows.add(warm);
      if (starts) {
        rows.addAll(afterStart(raw, strangers, what, warm.figure()));
      }
    }
    return rows;
  }

  private static List<Row> afterStart(Raw raw, NewRealmPair strangers, String what, double warm)
      throws Exception {
    raw.say("%d starts of both daemons, each followed by a crossing", STARTS);
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      strangers.loseKeys();
      strangers.restartDaemons();
      times.add(strangers.cross());
    }
    String after = what + ", right after the start";
    raw.add(after, "ms", times);
    Samples samples = new Samples(times);
    return List.of(
        Row.of(after, samples.median(), "ms", "daemons warm", warm),
        Row.of(
            after + ", at worst",
            samples.max(),
            "ms",
            "the plugin's time_budget",
            TIME_BUDGET,
            Goal.atMost(1)));
  }
}
