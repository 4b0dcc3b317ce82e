package org.kxover.check;

/** Looks at one thing that a crossing needs. */
public interface Check {
  /** Reports what it sees; whatever goes wrong is reported, too, and not thrown. */
  void run(Report report);
}
