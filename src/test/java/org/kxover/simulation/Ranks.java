package org.kxover.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A year of realms of several ranks, in a world that does not grow. */
final class Ranks implements Part {
  private static final int WARM_UP = 90;

  @Override
  public void run(Setup setup, Report report) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (int rank : new int[] {1, 10, 30, 100, 300, 1_000, 10_000, 50_000}) {
      rows.add(row(setup, rank));
    }
    report.replace(
        "ranks",
        Report.table(
            List.of(
                "Rank",
                "Visits in a day",
                "Crossovers",
                "First keys in a day",
                "Most in a day",
                "Exchanges in a day",
                "Most in an hour"),
            rows));
  }

  private static List<String> row(Setup setup, int rank) {
    int days = setup.days();
    Peers peers =
        new PeersOnly(
                setup,
                Setup.unlimited(),
                setup.comingIn(rank),
                setup.joinedBefore(),
                Outage.none(),
                true,
                days)
            .run("rank " + rank, days);
    Series all = Series.sum(peers.first, peers.renewed);
    setup.say(true, "  rank %d: %s", rank, peers.reasons);
    return List.of(
        String.format(Locale.ROOT, "%,d", rank),
        Report.number(setup.world().visitsFrom(rank)),
        Report.number(peers.keys.lastOfDays()[days - 1]),
        Report.number(peers.first.meanOfDays(WARM_UP, days)),
        Report.number(peers.first.mostInADay(WARM_UP, days)),
        Report.number(all.meanOfDays(WARM_UP, days)),
        Report.number(all.mostInAnHour(WARM_UP, days)));
  }
}
