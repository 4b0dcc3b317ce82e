package org.kxover.lab;

/**
 * How much the long tests do. {@code make test} and plain Maven run their short forms. {@code make
 * test-all} sets {@code -Dkxover.tests=full} and runs them completely.
 */
public final class TestMode {
  private static final boolean SHORT = "short".equals(System.getProperty("kxover.tests"));

  private TestMode() {}

  /**
   * True if long tests run their short forms. Daemons, and commands of {@code kxover} that only ask
   * the daemon, then run in the tests' process. Daemons that need a process start from the class
   * archive.
   */
  public static boolean isShort() {
    return SHORT;
  }
}
