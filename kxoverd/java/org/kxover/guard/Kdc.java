package org.kxover.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Sends a message to a KDC. */
public interface Kdc {
  /**
   * The KDC's answer, of 1 to 65536 octets.
   *
   * @throws IOException if there is none in time
   */
  byte[] ask(InetSocketAddress address, byte[] message, Duration within) throws IOException;
}
