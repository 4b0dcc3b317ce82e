package org.kxover.simulation;

import java.io.IOException;

/** A part of the simulation, which fills its own places in the page. */
interface Part {
  void run(Setup setup, Report report) throws IOException;
}
