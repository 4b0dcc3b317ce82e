package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.bench.HotRealms.Tickets;
import org.kxover.lab.KdcPrograms;

/**
 * Tickets for hosts of a realm with a crossover. Measures the time from the TGT to the service
 * ticket, and the referral alone.
 */
public final class HotPath implements Part {
  private static final int ROUNDS = 10;
  private static final int HOSTS = 300;
  private static final int TICKETS = 400;
  private static final int MANY = 8;
  private static final Goal RATE = Goal.atLeast(0.95);
  private static final Goal TIME = Goal.atMost(1 / 0.95);
  private static final String YARDSTICK = "[domain_realm]";

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    List<Row> rows = new ArrayList<>(measure(raw, "plugin", new KdcPrograms("", false)));
    rows.addAll(measure(raw, "patch", KdcPrograms.withPatch()));
    return rows;
  }

  private static List<Row> measure(Raw raw, String kind, KdcPrograms programs) throws Exception {
    raw.say("%s: %d rounds of %d tickets", kind, ROUNDS, TICKETS);
    List<Row> rows = new ArrayList<>();
    try (HotRealms realms = new HotRealms(programs, HOSTS)) {
      for (int clients : List.of(1, MANY)) {
        for (int hosts : List.of(1, HOSTS)) {
          rows.addAll(tickets(raw, kind, realms, clients, hosts));
        }
      }
      for (int inFlight : List.of(1, MANY)) {
        rows.add(referrals(raw, kind, realms, inFlight));
      }
    }
    return rows;
  }

  private static List<Row> tickets(Raw raw, String kind, HotRealms realms, int clients, int hosts)
      throws Exception {
    String what =
        "%s, %d client%s, %d host%s: "
            .formatted(kind, clients, clients == 1 ? "" : "s", hosts, hosts == 1 ? "" : "s");
    List<Tickets> ours = new ArrayList<>();
    List<Tickets> theirs = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    int each = TICKETS / clients;
    rows.add(
        PairedMeasurement.measure(
                ROUNDS,
                () -> rate(ours, realms.ours(clients, each, hosts)),
                () -> rate(theirs, realms.theirs(clients, each, hosts)))
            .row(raw, what + "tickets", "tickets/s", YARDSTICK, Optional.of(RATE)));
    Samples our = millis(ours);
    Samples their = millis(theirs);
    rows.add(Row.of(what + "p50", our.median(), "ms", YARDSTICK, their.median(), TIME));
    rows.add(Row.of(what + "p99", our.percentile(99), "ms", YARDSTICK, their.percentile(99)));
    return rows;
  }

  private static double rate(List<Tickets> all, Tickets tickets) {
    all.add(tickets);
    return tickets.perSecond();
  }

  /** The times of all rounds except the first, which warms up. */
  private static Samples millis(List<Tickets> all) {
    return new Samples(all.stream().skip(1).flatMap(tickets -> tickets.millis().stream()).toList());
  }

  private static Row referrals(Raw raw, String kind, HotRealms realms, int inFlight)
      throws Exception {
    return PairedMeasurement.measure(
            ROUNDS, () -> realms.ourReferrals(inFlight), () -> realms.theirReferrals(inFlight))
        .row(
            raw,
            "%s, the KDC alone, %d in flight: referrals".formatted(kind, inFlight),
            "req/s",
            YARDSTICK,
            Optional.of(RATE));
  }
}
