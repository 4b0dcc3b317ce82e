package org.kxover.setup;

import java.io.IOException;
import java.util.Optional;

/** One thing that a set-up makes. */
public interface Step {
  /**
   * What {@link #carryOut} would do, for a person to agree to; empty where there is nothing to do.
   *
   * @throws IOException where it can neither be done nor is it, saying what stands in the way
   */
  Optional<String> plan() throws IOException;

  /**
   * Does what {@link #plan} told.
   *
   * @throws IOException where it is not done; nothing is half done then
   */
  void carryOut() throws IOException;
}
