package org.kxover.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The most popular realm opens for all realms at once, with several limits of new realms. */
final class FirstDays implements Part {
  private static final int DAYS = 5;

  @Override
  public void run(Setup setup, Report report) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (int limit : new int[] {500, 2_000, 10_000, Integer.MAX_VALUE}) {
      rows.add(row(setup, limit));
    }
    report.replace(
        "first-days",
        Report.table(
            List.of(
                "`new_realms`",
                "Crossovers after a day",
                "After five days",
                "Visits refused on the fifth day",
                "Refusals in the busiest hour, a second"),
            rows));
  }

  private static List<String> row(Setup setup, int limit) {
    boolean none = limit == Integer.MAX_VALUE;
    Peers peers =
        new PeersOnly(
                setup,
                none ? Setup.unlimited() : Setup.settings(limit),
                setup.comingIn(1),
                setup.joinedBefore(),
                Outage.none(),
                true,
                DAYS)
            .run("new_realms = " + limit, DAYS);
    setup.say(true, "  new_realms = %d: %s", limit, peers.reasons);
    return List.of(
        none ? "no limit" : String.format(Locale.ROOT, "%,d", limit),
        Report.number(peers.keys.lastOfDays()[0]),
        Report.number(peers.keys.lastOfDays()[DAYS - 1]),
        Report.number(peers.refused.daily()[DAYS - 1]),
        Report.number(peers.refused.mostInAnHour(0, DAYS) / 3_600.0));
  }
}
