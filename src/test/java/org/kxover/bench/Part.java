package org.kxover.bench;

import java.util.List;

/** A part of the table, with a world of its own that is gone afterwards. */
public interface Part {
  /**
   * Measures.
   *
   * @param raw takes every single number, and tells on a terminal how it goes
   * @throws Exception where what was to be measured did not work; a figure of it would be of
   *     something else
   */
  List<Row> measure(Raw raw) throws Exception;
}
