package org.kxover.crossing;

import org.kxover.event.CrossingException;

/** A connection that is being opened. Another thread may close it meanwhile. */
interface Connecting extends AutoCloseable {
  Target target();

  /** Opens the connection. Blocks until it is open, has failed, or was closed. */
  void open() throws CrossingException;

  @Override
  void close();
}
