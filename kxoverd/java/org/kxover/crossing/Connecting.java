package org.kxover.crossing;

import org.kxover.event.CrossingException;

/** A connection that is being opened and secured. Another thread may close it meanwhile. */
interface Connecting extends AutoCloseable {
  Target target();

  /** Opens the connection. Blocks until it is open, has failed, or was closed. */
  void open() throws CrossingException;

  /**
   * Secures the open connection: does the handshake, and checks who answers. Blocks as {@link
   * #open} does.
   */
  void secure() throws CrossingException;

  @Override
  void close();
}
