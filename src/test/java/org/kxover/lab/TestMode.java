package org.kxover.lab;

/**
 * How much the long tests do. {@code make test} and plain Maven run their short forms. {@code make
 * test-all} sets {@code -Dkxover.tests=full} and runs them completely.
 */
public final class TestMode {
  private static final boolean SHORT = "short".equals(System.getProperty("kxover.tests"));

  private TestMode() {}

  /**
   * True if long tests run their short forms, daemons start from the class archive, and commands of
   * {@code kxover} that only ask the daemon run in the tests' process.
   */
  public static boolean isShort() {
    return SHORT;
  }
}
