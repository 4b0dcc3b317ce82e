package org.kxover.setup;

import java.io.IOException;
import java.util.Optional;

/** One step of the set-up. */
public interface Step {
  /**
   * Describes what {@link #carryOut} would do, so that a person can agree; empty if there is
   * nothing to do.
   *
   * @throws IOException if the step is not done and cannot be done; the message gives the reason
   */
  Optional<String> plan() throws IOException;

  /**
   * Does what {@link #plan} described.
   *
   * @throws IOException if it failed; nothing is left half done then
   */
  void carryOut() throws IOException;
}
