package org.kxover.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the checks saw so far; each finding is told as it comes, since some take their time. */
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
    // What a look-up says begins with what was looked up, which is the subject already.
    String about = subject + ": ";
    String rest = text.startsWith(about) ? text.substring(about.length()) : text;
    Finding finding = new Finding(level, subject, rest, advice);
    findings.add(finding);
    listener.accept(finding);
  }

  /** All of them, in the order of the checks. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Whether anything was seen by which a crossing fails. */
  public boolean hasErrors() {
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.ERROR);
  }
}
