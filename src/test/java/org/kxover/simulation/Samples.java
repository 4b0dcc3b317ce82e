package org.kxover.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kxover.config.TestSettings;

/** A year of whole realms with all of the daemon's own classes, in a world that does not grow. */
final class Samples implements Part {
  private static final int WARM_UP = 90;

  /** Ranks by popularity and by size. */
  private record Ranked(int popularity, int size) {}

  /** How much smaller the samples are in a world of fewer realms. */
  private static final int WORLD = 100_000;

  @Override
  public void run(Setup setup, Report report) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Ranked ranks : List.of(new Ranked(50_000, 50_000), new Ranked(20_000, 80_000))) {
      rows.add(row(setup, ranks));
    }
    report.replace(
        "samples",
        Report.table(
            List.of(
                "Rank by popularity, by size",
                "Crossovers",
                "Exchanges begun in a day",
                "Exchanges served in a day",
                "DNS questions in a day",
                "Changes of the database in a day",
                "Visits without a ticket"),
            rows));
  }

  private static int rank(Setup setup, int rank) {
    return (int) Math.max(1, (long) rank * setup.world().realms() / WORLD);
  }

  private static List<String> row(Setup setup, Ranked ranks) {
    int days = setup.days();
    SimulatedRealm realm =
        new SimulatedRealm(
            TestSettings.defaults(Setup.OURS),
            setup.chain(),
            setup.comingIn(rank(setup, ranks.popularity())),
            setup.joinedBefore(),
            setup.goingOut(rank(setup, ranks.size())),
            Outage.none(),
            0,
            days,
            setup.seed());
    for (int day = 1; day <= days; day++) {
      realm.run(day * VirtualClock.DAY);
      setup.say(false, "  rank %d: day %d", ranks.popularity(), day);
    }
    Series served = Series.sum(realm.peers.first, realm.peers.renewed);
    setup.say(
        true,
        "  rank %d: failures %s %s",
        ranks.popularity(),
        realm.peers.reasons,
        realm.destinations.reasons);
    return List.of(
        String.format(Locale.ROOT, "%,d, %,d", ranks.popularity(), ranks.size()),
        Report.number(realm.principals.lastOfDays()[days - 1]),
        Report.number(realm.exchangesBegun() / (double) days),
        Report.number(served.meanOfDays(WARM_UP, days)),
        Report.number(realm.dnsQuestions.meanOfDays(WARM_UP, days)),
        Report.number(realm.store().changes() / (double) days),
        Report.number(realm.peers.refused.total() + realm.destinations.failed.total()));
  }
}
