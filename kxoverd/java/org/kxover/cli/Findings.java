package org.kxover.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kxover.check.Finding;
import org.kxover.check.Report;

/** Prints findings: one line each, and what to do below it, or one JSON object. */
final class Findings {
  private Findings() {}

  /** A report that prints each finding at once, unless all of them are to become JSON. */
  static Report report(PrintWriter out, boolean json) {
    return new Report(json ? finding -> {} : finding -> print(finding, out));
  }

  /** Prints the JSON object. */
  static void printJson(Report report, PrintWriter out) {
    out.println(
        Json.of(Map.of("findings", report.findings().stream().map(Findings::json).toList())));
  }

  private static void print(Finding finding, PrintWriter out) {
    out.printf("%-8s %s: %s%n", finding.level(), finding.subject(), finding.text());
    if (!finding.advice().isEmpty()) {
      out.printf("         -> %s%n", finding.advice());
    }
    out.flush();
  }

  private static Map<String, String> json(Finding finding) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("level", finding.level().toString());
    fields.put("subject", finding.subject());
    fields.put("text", finding.text());
    fields.put("advice", finding.advice());
    return fields;
  }
}
