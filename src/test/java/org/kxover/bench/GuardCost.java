package org.kxover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.plugin.UdpPair;

/**
 * What the guard costs a KDC: requests inside the realm, and for a crossover of kxoverd's. The
 * yardstick is a KDC of the same program, database and settings without the guard. The guard
 * remembers a user for a second, as a KDC that is asked for many services sees them.
 */
public final class GuardCost implements Part {
  private static final int ROUNDS = 20;
  private static final int PROCESSES = 32;
  private static final int HOSTS = 100;
  private static final int EACH = 8;
  private static final Goal RATE = Goal.atLeast(0.98);
  private static final String OWN = "A.EXAMPLE";
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String SERVICE = "HTTP/www.a.example@A.EXAMPLE";

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    List<Row> rows = new ArrayList<>(measure(raw, "module", new KdcPrograms("", false)));
    rows.addAll(measure(raw, "patch and module", KdcPrograms.withPatch()));
    return rows;
  }

  private static List<Row> measure(Raw raw, String kind, KdcPrograms programs) throws Exception {
    raw.say(
        "%s: %d rounds of %d processes, each with %d requests in slices of %d",
        kind, ROUNDS, PROCESSES, HOSTS * EACH, SlicedMeasurement.SLICE);
    try (Lab lab = new Lab(programs).clientsDoNotGuess()) {
      LabRealm a = lab.realm(OWN);
      LabRealm b = lab.realm("B.EXAMPLE");
      LabKdc guarded = LabKdc.unguarded(lab, a, "guarded").mapDomain("b.example", b).guard();
      LabKdc yardstick = LabKdc.unguarded(lab, a, "yardstick").mapDomain("b.example", b);
      lab.start();
      a.kdc().kadmin("addprinc -randkey " + CROSSOVER);
      a.kdc().kadmin("setstr " + CROSSOVER + " kxover \"1 role=client\"");
      a.kdc().kadmin("addprinc -randkey " + SERVICE);
      guarded.start();
      yardstick.start();
      LabUser alice = a.user("alice");
      Referrals requests = new Referrals(lab.folder());
      UdpPair load = new UdpPair(lab.folder());
      List<String> hosts =
          IntStream.range(0, HOSTS).mapToObj(n -> "HTTP/h" + n + ".b.example@" + OWN).toList();
      List<Row> rows = new ArrayList<>();
      rows.addAll(
          compare(
              raw,
              kind + ": referrals over a crossover",
              new SlicedMeasurement(load, CROSSOVER, guarded, yardstick),
              () -> requests.requests(alice, EACH, hosts)));
      rows.addAll(
          compare(
              raw,
              kind + ": service tickets",
              new SlicedMeasurement(load, SERVICE, guarded, yardstick),
              () -> requests.requests(alice, HOSTS * EACH, List.of(SERVICE))));
      return rows;
    }
  }

  private static List<Row> compare(
      Raw raw, String what, SlicedMeasurement measurement, SlicedMeasurement.Maker maker)
      throws Exception {
    measurement.run(raw, ROUNDS, PROCESSES, maker);
    return measurement.rows(raw, what, "without the guard", RATE);
  }
}
