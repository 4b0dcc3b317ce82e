package org.kxover.setup;

import java.io.IOException;
import java.util.Optional;

/** A step that can take back what it made. */
public interface ReversibleStep extends Step {
  /**
   * Describes what {@link #takeBack} would do; empty if nothing is left to take back.
   *
   * @throws IOException if it cannot be told; the message gives the reason
   */
  Optional<String> takeBackPlan() throws IOException;

  /**
   * Does what {@link #takeBackPlan} described.
   *
   * @throws IOException if it failed
   */
  void takeBack() throws IOException;
}
