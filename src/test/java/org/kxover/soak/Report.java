package org.kxover.soak;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.kxover.soak.Results.Outcome;

/** The summary of a run, as tables in Markdown. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  private Report() {}

  /**
   * @param faults null if the run had no faults
   */
  static String of(
      SoakRun run,
      SoakRun.Plan plan,
      Duration elapsed,
      KeyWatch keys,
      Results results,
      Faults faults,
      ResourceMonitor resources) {
    Report report = new Report();
    report.line("# Soak: %s".formatted(results.failureCount() == 0 ? "passed" : "FAILED"));
    report.line("");
    report.line(
        "Seed %d, %d minutes including the expiry of the last keys; each ticket is in `asks.tsv`."
            .formatted(plan.seed(), elapsed.toMinutes()));
    report.head("What", "Count");
    keys.rollovers().forEach((direction, n) -> report.row("rollovers, " + direction, n));
    report.row("renewals before a key's end", run.renewals());
    report.row("requests that had to wait for a key", run.waits());
    report.row("tickets requested", results.tickets());
    report.row("successful at the first try", results.count(Outcome.FIRST_TRY));
    report.row("refused during a fault, then successful", results.count(Outcome.NEXT_TRY));
    report.row("failed", results.count(Outcome.FAILED));
    report.row("successful with a ticket under an old key", results.ticketsUnderOldKeys());
    report.row("comparisons of the databases", keys.comparisons());
    if (faults != null) {
      faults
          .counts()
          .forEach(
              (kind, n) ->
                  report.row(
                      "fault: " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), n));
      report.row(
          "longest time from a repair until users of both realms got tickets",
          faults.longestRepair().toMillis() + " ms");
    }
    report.head("Process", "Minutes", "Figure", "First", "Last");
    for (ResourceMonitor.Change change : resources.changes()) {
      report.row(
          change.process(),
          change.life().toMinutes(),
          change.figure().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          change.first(),
          change.last() + (change.isFlat() ? "" : " (not flat)"));
    }
    report.failures(results.failures(), results.failureCount());
    return report.text.toString();
  }

  private void failures(List<String> failures, long count) {
    line("");
    if (count > 0) {
      line("## " + count + " failures" + (count > failures.size() ? ", the first ones:" : ""));
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
