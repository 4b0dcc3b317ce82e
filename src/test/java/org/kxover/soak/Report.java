package org.kxover.soak;

import java.time.Duration;
import java.util.List;
import org.kxover.soak.Results.Outcome;

/** The summary of a run, as tables in Markdown. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  private Report() {}

  /**
   * @param faults null where there were none
   */
  static String of(
      SoakRun run,
      SoakRun.Plan plan,
      Duration took,
      KeyWatch keys,
      Results tally,
      Faults faults,
      ResourceMonitor vitals) {
    Report report = new Report();
    report.line("# Soak: %s".formatted(tally.failureCount() == 0 ? "all as it must be" : "FAILED"));
    report.line("");
    report.line(
        "Seed %d, %d minutes with the end of the last keys; each ticket is in `asks.tsv`."
            .formatted(plan.seed(), took.toMinutes()));
    report.head("What", "How often");
    keys.rollovers().forEach((direction, n) -> report.row("rollovers, " + direction, n));
    report.row("renewals begun ahead of a key's end", run.renewals());
    report.row("questions that had to wait for a key", run.waits());
    report.row("tickets asked for", tally.tickets());
    report.row("got at the first try", tally.count(Outcome.FIRST_TRY));
    report.row("refused in a fault, and got at the next try", tally.count(Outcome.NEXT_TRY));
    report.row("failed", tally.count(Outcome.FAILED));
    report.row("got with a ticket under an old key", tally.underOldKeys());
    report.row("comparisons of the databases", keys.looks());
    if (faults != null) {
      faults
          .counts()
          .forEach(
              (kind, n) -> report.row("fault: " + kind.name().toLowerCase().replace('_', ' '), n));
      report.row(
          "longest time from a repair till users of both realms were served",
          faults.longestRepair().toMillis() + " ms");
    }
    report.head("Process", "Minutes", "Figure", "First", "Last");
    for (ResourceMonitor.Change change : vitals.changes()) {
      report.row(
          change.process(),
          change.life().toMinutes(),
          change.figure().name().toLowerCase().replace('_', ' '),
          change.first(),
          change.last() + (change.isFlat() ? "" : " (not flat)"));
    }
    report.failures(tally.failures(), tally.failureCount());
    return report.text.toString();
  }

  private void failures(List<String> failures, long count) {
    line("");
    if (count > 0) {
      line("## " + count + " failures" + (count > failures.size() ? ", of which the first:" : ""));
      line("");
      failures.forEach(failure -> line("- " + failure));
    }
  }

  private void head(Object... cells) {
    line("");
    row(cells);
    line("|" + "---|".repeat(cells.length));
  }

  private void row(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell).append(" |");
    }
    line(row.toString());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
