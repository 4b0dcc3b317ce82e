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
 * How often a first crossing waits for the way to the other site and back: two network namespaces,
 * a line between them that takes 50 ms each way or none, and everything that both sides ask of DNS
 * about each other beyond that line.
 */
public final class RoundTrips implements Part {
  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final double ROUND_TRIP_MILLIS = 100;
  private static final int ROUNDS = 8;
  private static final Path FOLDER = Path.of("target/bench");
  private static final String DIAGRAM = "round-trips.svg";
  private static final String MINIMISED_DIAGRAM = "round-trips-minimised.svg";

  /** With STARTTLS. From the client's TGS-REQ to its own KDC, to the ticket of the other's. */
  private static final int GOAL = 7;

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    try (Scratch scratch = new Scratch()) {
      Optional<String> obstacle = LabLine.obstacle(scratch.folder());
      if (obstacle.isPresent()) {
        raw.say("left out, as there can be no network namespaces here: %s", obstacle.get());
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
              lab, lab.realm("A.EXAMPLE", line.here()), lab.realm("B.EXAMPLE", line.there()));
      if (minimises) {
        lab.dns().resolver(line.here()).minimises();
        lab.dns().resolver(line.there()).minimises();
      }
      line.takes(Duration.ZERO);
      strangers.start();
      raw.say("%d first crossings with the plugin, without delay and with it", ROUNDS);
      List<Double> near = new ArrayList<>();
      List<Double> far = new ArrayList<>();
      List<Double> counted = new ArrayList<>();
      String diagram = "";
      for (int round = -1; round < ROUNDS; round++) {
        line.takes(Duration.ZERO);
        strangers.forget();
        double without = strangers.cross();
        strangers.forget();
        line.takes(ONE_WAY);
        long start = System.nanoTime();
        double with = strangers.cross();
        if (round < 0) {
          continue;
        }
        List<PacketBurst> flights = PacketBurst.of(line.packets(), start, ONE_WAY);
        if (far.isEmpty() || with < new Samples(far).least()) {
          diagram = SequenceDiagram.of(flights, ONE_WAY, with);
        }
        near.add(without);
        far.add(with);
        counted.add(PacketBurst.ways(flights, ONE_WAY) / 2.0);
      }
      Files.writeString(FOLDER.resolve(minimises ? MINIMISED_DIAGRAM : DIAGRAM), diagram);
      raw.add(what + ": without delay", "ms", near);
      raw.add(what + ": with 100 ms there and back", "ms", far);
      raw.add(what + ": counted on the line at most", "", counted);
      // What the machine did besides is in all of them, and least in the least.
      double trips =
          Math.round((new Samples(far).least() - new Samples(near).least()) / ROUND_TRIP_MILLIS);
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
