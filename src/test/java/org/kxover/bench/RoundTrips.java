package org.kxover.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabLine;

/**
 * How many round trips to the other site a first crossing takes. The sites are two network
 * namespaces, and the line between them has a delay of 50 ms each way or none. DNS queries about
 * the other realm also cross the line.
 */
public final class RoundTrips implements Part {
  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final double ROUND_TRIP_MILLIS = 100;
  private static final int ROUNDS = 8;
  private static final Path FOLDER = Path.of("target/bench");
  private static final String DIAGRAM = "round-trips.svg";
  private static final String MINIMISED_DIAGRAM = "round-trips-minimised.svg";

  /** With STARTTLS, from the client's TGS-REQ to the ticket from the other realm's KDC. */
  private static final int GOAL = 7;

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    try (Scratch scratch = new Scratch()) {
      Optional<String> unavailableReason = LabLine.unavailableReason(scratch.folder());
      if (unavailableReason.isPresent()) {
        raw.say(
            "skipped, as this machine cannot make network namespaces: %s", unavailableReason.get());
        return List.of();
      }
    }
    List<Row> rows = new ArrayList<>(measure(raw, false));
    rows.addAll(measure(raw, true));
    return rows;
  }

  private static List<Row> measure(Raw raw, boolean minimises) throws Exception {
    String what =
        "round trips of a first crossing" + (minimises ? ", resolvers that minimise names" : "");
    try (Lab lab = new Lab(new KdcPrograms("", false))) {
      LabLine line = lab.line();
      NewRealmPair strangers =
          new NewRealmPair(
              lab,
              lab.realm("A.EXAMPLE", line.clientSite()),
              lab.realm("B.EXAMPLE", line.serviceSite()));
      if (minimises) {
        lab.dns().resolver(line.clientSite()).minimises();
        lab.dns().resolver(line.serviceSite()).minimises();
      }
      line.setDelay(Duration.ZERO);
      strangers.start();
      raw.say("%d first crossings with the plugin, without delay and with it", ROUNDS);
      List<Double> near = new ArrayList<>();
      List<Double> far = new ArrayList<>();
      List<Double> counted = new ArrayList<>();
      String diagram = "";
      for (int round = -1; round < ROUNDS; round++) {
        line.setDelay(Duration.ZERO);
        strangers.forget();
        double without = strangers.cross();
        strangers.forget();
        line.setDelay(ONE_WAY);
        long start = System.nanoTime();
        double with = strangers.cross();
        if (round < 0) {
          continue;
        }
        List<PacketBurst> bursts = PacketBurst.of(line.packets(), start, ONE_WAY);
        if (far.isEmpty() || with < new Samples(far).min()) {
          diagram = SequenceDiagram.of(bursts, ONE_WAY, with);
        }
        near.add(without);
        far.add(with);
        counted.add(PacketBurst.oneWayTrips(bursts, ONE_WAY) / 2.0);
      }
      Files.writeString(FOLDER.resolve(minimises ? MINIMISED_DIAGRAM : DIAGRAM), diagram);
      raw.add(what + ": without delay", "ms", near);
      raw.add(what + ": with 100 ms there and back", "ms", far);
      raw.add(what + ": counted on the line at most", "", counted);
      // Other load on the machine adds to all times, and least to the minimum.
      double trips =
          Math.round((new Samples(far).min() - new Samples(near).min()) / ROUND_TRIP_MILLIS);
      return minimises
          ? List.of(Row.of(what, trips, "", "the goal", GOAL))
          : List.of(
              Row.of(what, trips, "", "the goal", GOAL, Goal.atMost(1)),
              Row.of(
                  what + ", counted",
                  new Samples(counted).median(),
                  "",
                  "the goal",
                  GOAL,
                  Goal.atMost(1)));
    }
  }
}
