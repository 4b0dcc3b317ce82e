package org.kxover.tls;

import java.time.Duration;

/**
 * The limits of time and size for connections.
 *
 * @param connect time until the TCP connection is open
 * @param handshake time for STARTTLS and the TLS handshake together
 * @param message time to read or write one whole message
 * @param whole time for a whole connection, from its beginning to its end
 * @param maxMessage the longest message in octets, without its length field
 * @param maxConnections connections that a listener serves at the same time
 * @param maxConnectionsPerNetwork connections of a listener at the same time from one /24 (IPv4) or
 *     /56 (IPv6)
 */
public record TlsLimits(
    Duration connect,
    Duration handshake,
    Duration message,
    Duration whole,
    int maxMessage,
    int maxConnections,
    int maxConnectionsPerNetwork) {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_CONNECTIONS = 100_000;

  /**
   * @throws IllegalArgumentException if a time is not between 1 ms and a day, or a number is not
   *     positive or larger than the number of threads that is possible
   */
  public TlsLimits {
    require("connect", connect);
    require("handshake", handshake);
    require("message", message);
    require("whole", whole);
    require("maxMessage", maxMessage);
    require("maxConnections", maxConnections);
    require("maxConnectionsPerNetwork", maxConnectionsPerNetwork);
    if (maxConnections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException("maxConnections is above " + MOST_CONNECTIONS);
    }
  }

  private static void require(String name, Duration time) {
    if (time.toMillis() < 1 || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " is not between 1 ms and a day");
    }
  }

  private static void require(String name, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(name + " is not positive");
    }
  }
}
