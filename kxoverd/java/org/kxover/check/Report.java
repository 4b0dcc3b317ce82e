package org.kxover.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the findings. The listener gets each finding at once, because some checks take long. */
public final class Report {
  private final List<Finding> findings = new ArrayList<>();
  private final Consumer<Finding> listener;

  public Report(Consumer<Finding> listener) {
    this.listener = listener;
  }

  void ok(String subject, String text) {
    add(Finding.Level.OK, subject, text, "");
  }

  void warning(String subject, String text, String advice) {
    add(Finding.Level.WARNING, subject, text, advice);
  }

  void error(String subject, String text, String advice) {
    add(Finding.Level.ERROR, subject, text, advice);
  }

  private void add(Finding.Level level, String subject, String text, String advice) {
    // The error of a DNS look-up begins with the name and type, which the subject already shows.
    String about = subject + ": ";
    String rest = text.startsWith(about) ? text.substring(about.length()) : text;
    add(new Finding(level, subject, rest, advice));
  }

  void add(Finding finding) {
    findings.add(finding);
    listener.accept(finding);
  }

  /** All findings, in the order of the checks. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  public boolean hasErrors() {
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR);
  }
}
