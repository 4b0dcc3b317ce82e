package org.kxover.check;

/** Checks one thing that a crossing needs. */
public interface Check {
  /** Reports the findings. It also reports failures, and throws nothing. */
  void run(Report report);
}
