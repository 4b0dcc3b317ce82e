package org.kxover.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Outages of several lengths of the most popular realm, with a key in each other realm. */
final class Outages implements Part {
  private static final int DAYS = 80;
  private static final int BEGIN = 50;

  /** A lifetime of a key, less the last part of it. */
  private static final int JOINING = 24;

  private static final int REALMS = 10_000;

  @Override
  public void run(Setup whole, Report report) throws IOException {
    Setup setup = whole.withRealms(REALMS);
    List<List<String>> rows = new ArrayList<>();
    for (double days : new double[] {1, 2, 4, 7}) {
      rows.add(row(setup, days));
    }
    report.replace(
        "outages",
        Report.table(
            List.of(
                "Days away",
                "Renewals that failed",
                "Keys that ended in use",
                "Visits without a ticket",
                "Exchanges in the first hour after",
                "Most in an hour after",
                "Most in an hour before"),
            rows));
  }

  private static List<String> row(Setup setup, double length) {
    Peers peers =
        new PeersOnly(
                setup,
                Setup.unlimited(),
                setup.comingIn(1),
                setup.joiningWithin(JOINING),
                Outage.of(BEGIN, length),
                true,
                DAYS)
            .run("away for " + length + " days", DAYS);
    Series all = Series.sum(peers.first, peers.renewed);
    int back = (int) Math.ceil(BEGIN + length);
    int hour = (int) Math.round((BEGIN + length) * 24);
    setup.say(true, "  %s days: %s", length, peers.reasons);
    return List.of(
        Report.number(length),
        Report.number(peers.renewalsFailed.total()),
        Report.number(peers.endedInUse),
        Report.number(peers.refused.sumOfDays(BEGIN, back + 1)),
        Report.number(all.hourly()[hour]),
        Report.number(all.mostInAnHour((int) (BEGIN + length), back + 10)),
        Report.number(all.mostInAnHour(BEGIN - 20, BEGIN)));
  }
}
