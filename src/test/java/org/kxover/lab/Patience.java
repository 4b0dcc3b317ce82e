package org.kxover.lab;

import java.time.Duration;

/**
 * How long tests wait for an expected event. It takes a second on an idle machine, and up to a
 * minute on an overloaded one. Only a failing test waits for the whole limit.
 */
public final class Patience {
  /** For one wait, or for one program to end. */
  public static final Duration LIMIT = Duration.ofMinutes(3);

  private Patience() {}
}
