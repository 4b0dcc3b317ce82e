package org.kxover.lab;

import java.time.Duration;

/**
 * How long tests wait for what is to come. All of it comes within a second on a machine of its own,
 * and in a minute on one that has ten times the work it can do; a test that fails may take longer.
 */
public final class Patience {
  /** Of one wait, or of one program that is run to its end. */
  public static final Duration LIMIT = Duration.ofMinutes(3);

  private Patience() {}
}
