package org.kxover.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What crossovers cost one machine. The rate of exchanges is simulated. The costs are those that
 * were measured, and the rest is calculated.
 */
final class MachineLimits implements Part {
  private static final int REALMS = 10_000;
  private static final int DAYS = 200;
  private static final int WARM_UP = 100;
  private static final double OFTEN = 1_000;

  /** Processor seconds of one side: two processors made 4.73 exchanges a second for both sides. */
  private static final double PASSWORDS = 0.21;

  /** 14 ms for the handshake, 12 ms for the database, and the rest for DNS and the messages. */
  private static final double DERIVED = 0.04;

  /** As {@code serving} has them, and {@code lifecycle}. */
  private static final double KEYS_PER_SECOND = 8;

  private static final double READS_PER_SECOND = 300;
  private static final int PASSES = 4;

  /** Checks that are remembered. After so many, another pass finds the others. */
  private static final double REMEMBERED = 5_000;

  /** Of an entry with one key, and with the one before it, too. */
  private static final double BYTES = 2_090;

  @Override
  public void run(Setup setup, Report report) throws IOException {
    double[] perDay = new double[Math.min(REALMS, setup.world().realms())];
    Arrays.fill(perDay, OFTEN);
    Peers peers =
        new PeersOnly(
                setup,
                Setup.unlimited(),
                perDay,
                new long[perDay.length],
                Outage.none(),
                true,
                DAYS)
            .run("renewals", DAYS);
    double rate = peers.renewed.meanOfDays(WARM_UP, DAYS) / perDay.length / 86_400;
    List<List<String>> rows = new ArrayList<>();
    for (long crossovers = 10_000; crossovers <= 10_000_000; crossovers *= 10) {
      rows.add(row(crossovers, rate * crossovers));
    }
    report.replace(
        "machine",
        Report.table(
            List.of(
                "Crossovers",
                "Exchanges a second",
                "Of the pace of keys",
                "Of a processor, derived keys",
                "Of a processor, passwords",
                "Minutes of a pass",
                "Passes in a day",
                "Passes, part of the time",
                "Database, at most"),
            rows));
  }

  private static List<String> row(long crossovers, double exchanges) {
    double pass = crossovers / READS_PER_SECOND;
    double passes = Math.max(PASSES, exchanges * 86_400 / REMEMBERED);
    return List.of(
        String.format(Locale.ROOT, "%,d", crossovers),
        Report.number(exchanges),
        percent(exchanges / KEYS_PER_SECOND),
        percent(exchanges * DERIVED),
        percent(exchanges * PASSWORDS),
        Report.number(pass / 60),
        Report.number(passes),
        percent(pass * passes / 86_400),
        Report.number(crossovers * BYTES / 1e6) + " MB");
  }

  private static String percent(double part) {
    return Report.number(part * 100) + " %";
  }
}
