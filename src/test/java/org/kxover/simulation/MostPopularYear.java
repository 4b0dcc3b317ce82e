package org.kxover.simulation;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A year of the most popular realm in a world that grows, with all of the daemon's own classes. One
 * day it cannot be reached.
 */
final class MostPopularYear implements Part {
  /** Above what is needed, see the table. */
  private static final int LIMIT = 2_000;

  private static final double MIDDLE = 280;
  private static final double WIDTH = 20;
  private static final int OUTAGE = 345;
  private static final int LAST_DAYS = 10;

  private final int realms;

  /**
   * @param realms how many, as all of their exchanges are real
   */
  MostPopularYear(int realms) {
    this.realms = realms;
  }

  @Override
  public void run(Setup whole, Report report) throws IOException {
    Setup setup = whole.withRealms(realms);
    int days = setup.days();
    int size = setup.world().realms() / 2;
    SimulatedRealm realm =
        new SimulatedRealm(
            Setup.settings(LIMIT),
            setup.chain(),
            setup.comingIn(1),
            setup.joining(MIDDLE, WIDTH),
            setup.goingOut(size),
            Outage.of(OUTAGE, 1),
            VirtualClock.DAY,
            days,
            setup.seed());
    for (int day = 1; day <= days; day++) {
      realm.run(day * VirtualClock.DAY);
      setup.say(
          false,
          "  day %d: %d crossovers, %d exchanges",
          day,
          realm.store().size(),
          realm.peers.first.total() + realm.peers.renewed.total());
    }
    setup.say(
        true, "  refusals %s, our users' %s", realm.peers.reasons, realm.destinations.reasons);
    write(report, realm, days);
  }

  private static void write(Report report, SimulatedRealm realm, int days) throws IOException {
    Series served = Series.sum(realm.peers.first, realm.peers.renewed);
    report.replace("year", table(realm, served, days));
    report.picture(
        "scale-exchanges.svg",
        new Plot("Exchanges of the most popular realm", "in a day", 0, 1)
            .line("first keys", realm.peers.first.daily())
            .line("renewals", realm.peers.renewed.daily())
            .line("failed", realm.peers.renewalsFailed.daily()));
    report.picture(
        "scale-database.svg",
        new Plot("Crossovers in the database of the most popular realm", "crossovers", 0, 1)
            .line("at the end of the day", realm.principals.lastOfDays()));
    int from = (OUTAGE - 2) * 24;
    report.picture(
        "scale-outage.svg",
        new Plot(
                "Exchanges in an hour around the day on which the most popular realm is away",
                "in an hour",
                OUTAGE - 2,
                1 / 24.0)
            .line("succeeded", Arrays.copyOfRange(served.hourly(), from, from + 6 * 24))
            .line(
                "failed renewals",
                Arrays.copyOfRange(realm.peers.renewalsFailed.hourly(), from, from + 6 * 24)));
  }

  private static String table(SimulatedRealm realm, Series served, int days) {
    double perDay = served.meanOfDays(days - LAST_DAYS, days);
    return Report.table(
        List.of("What", "Figure"),
        List.of(
            List.of("crossovers at the end", Report.number(realm.store().size())),
            List.of("exchanges in the year", Report.number(served.total())),
            List.of("exchanges in a day, in the last ten days", Report.number(perDay)),
            List.of("exchanges a second, in the mean of these", Report.number(perDay / 86_400)),
            List.of(
                "exchanges a second, in the busiest hour",
                Report.number(served.mostInAnHour(0, days) / 3_600.0)),
            List.of(
                "most first keys in a day", Report.number(realm.peers.first.mostInADay(0, days))),
            List.of(
                "the longest wait for a key, in seconds",
                Report.number(realm.responder().longestWait() / 1e9)),
            List.of("answers that came too late", Report.number(realm.responder().givenUp())),
            List.of(
                "DNS questions for an exchange",
                Report.number(realm.dnsQuestions.total() / (double) served.total())),
            List.of(
                "DNS questions a second, in the busiest hour",
                Report.number(realm.dnsQuestions.mostInAnHour(0, days) / 3_600.0)),
            List.of(
                "changes of the database for an exchange, with its confirmation",
                Report.number(realm.store().changes() / (double) served.total())),
            List.of(
                "passes through the database that took time", Report.number(realm.longPasses())),
            List.of("seconds of such a pass, in the mean", Report.number(realm.secondsOfPass())),
            List.of(
                "renewals that failed, while it was away",
                Report.number(realm.peers.renewalsFailed.total())),
            List.of(
                "visits without a ticket, while it was away",
                Report.number(realm.peers.refused.sumOfDays(OUTAGE, OUTAGE + 1))),
            List.of(
                "visits without a ticket, at all other times",
                Report.number(
                    realm.peers.refused.total()
                        - realm.peers.refused.sumOfDays(OUTAGE, OUTAGE + 1))),
            List.of(
                "keys in use that ended without a next one",
                Report.number(realm.peers.endedInUse))));
  }
}
