package org.kxover.lab;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A lab for each test, or with {@link #shared} one for all tests of a class. Prints the logs of the
 * lab's programs when a test fails.
 */
public final class LabExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final boolean shared;
  private final boolean lmdb;
  private Lab lab;

  public LabExtension() {
    this(false, false);
  }

  private LabExtension(boolean shared, boolean lmdb) {
    this.shared = shared;
    this.lmdb = lmdb;
  }

  /** For each test a lab whose databases in files are in LMDB. */
  public static LabExtension inLmdb() {
    return new LabExtension(false, true);
  }

  /**
   * One lab for all tests of the class, in a static field. The class starts it in
   * {@code @BeforeAll}. Before each test, {@link Lab#forget} resets the realms.
   */
  public static LabExtension shared() {
    return new LabExtension(true, false);
  }

  public Lab lab() {
    return lab;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (shared) {
      lab = new Lab();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (shared) {
      lab.forget();
    } else {
      lab = lmdb ? new Lab(KdcPrograms.withLmdb()).inLmdb() : new Lab();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    try {
      if (context.getExecutionException().isPresent()) {
        System.err.println("Logs of " + context.getDisplayName() + ":\n" + lab.logs());
      }
    } finally {
      if (!shared) {
        lab.close();
      }
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (shared) {
      lab.close();
    }
  }
}
