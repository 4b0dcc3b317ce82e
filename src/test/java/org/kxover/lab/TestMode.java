package org.kxover.lab;

/**
 * How much the tests do. {@code make test}, and Maven where it is not told otherwise, run the short
 * form of each long test; {@code make test-all}, which is {@code -Dkxover.tests=full}, all of it.
 */
public final class TestMode {
  private static final boolean SHORT = "short".equals(System.getProperty("kxover.tests"));

  private TestMode() {}

  /** Whether long tests are to take their short forms, and daemons to start quickly. */
  public static boolean isShort() {
    return SHORT;
  }
}
