package org.kxover.simulation;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** All realms get their first key within an hour. When do they renew it? */
final class MadeTogether implements Part {
  private static final int DAYS = 120;

  @Override
  public void run(Setup setup, Report report) throws IOException {
    Series with = renewals(setup, true);
    Series without = renewals(setup, false);
    int hours = DAYS * 24;
    report.replace(
        "together",
        Report.table(
            List.of("Renewals", "Most in an hour", "A second in that hour", "Hours with any"),
            List.of(row("as the plan spreads them", with), row("without the spread", without))));
    report.picture(
        "scale-together.svg",
        new Plot(
                "Renewals in an hour after "
                    + String.format(Locale.ROOT, "%,d", setup.world().realms())
                    + " keys were made within an hour",
                "in an hour",
                0,
                DAYS / (double) hours)
            .line("as the plan spreads them", with.hourly()));
  }

  private static List<String> row(String name, Series renewed) {
    long most = renewed.mostInAnHour(0, DAYS);
    long hours = Arrays.stream(renewed.hourly()).filter(count -> count > 0).count();
    return List.of(name, Report.number(most), Report.number(most / 3_600.0), Report.number(hours));
  }

  private static Series renewals(Setup setup, boolean spread) {
    PeersOnly realm =
        new PeersOnly(
            setup,
            Setup.unlimited(),
            setup.comingIn(1),
            setup.joinedBefore(),
            Outage.none(),
            spread,
            DAYS);
    return realm.withAllKeys().run(spread ? "spread" : "not spread", DAYS).renewed;
  }
}
