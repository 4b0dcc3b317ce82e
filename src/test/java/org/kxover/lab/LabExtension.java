package org.kxover.lab;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A lab for each test. Where the test fails, all that the lab's programs have logged is shown. */
public final class LabExtension implements BeforeEachCallback, AfterEachCallback {
  private Lab lab;

  public Lab lab() {
    return lab;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    lab = new Lab();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    try (Lab ending = lab) {
      if (context.getExecutionException().isPresent()) {
        System.err.println("Logs of " + context.getDisplayName() + ":\n" + ending.logs());
      }
    }
  }
}
