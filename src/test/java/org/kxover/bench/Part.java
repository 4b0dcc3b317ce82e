package org.kxover.bench;

import java.util.List;

/** A part of the benchmark, which makes and removes its own lab. */
public interface Part {
  /**
   * Runs the measurements.
   *
   * @param raw gets all raw numbers, and prints the progress
   * @throws Exception if the measured operation fails, as its time would mean nothing
   */
  List<Row> measure(Raw raw) throws Exception;
}
