package org.kxover.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code [listen]}: where other realms' daemons reach this one, and how long it bears with
 * them. The limits hold for the connections that it makes as well.
 *
 * @param connectTimeout for the TCP connection
 * @param handshakeTimeout for STARTTLS and TLS together
 * @param messageTimeout for one message, in or out
 * @param connectionTimeout for a connection as a whole
 * @param idleTimeout from an answer to the next request on the same connection
 * @param maxRequestsPerConnection requests that are answered on one connection
 * @param relay the KDC that gets the requests of ordinary Kerberos clients; absent: they are
 *     refused
 */
public record ListenSettings(
    InetSocketAddress address,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration messageTimeout,
    Duration connectionTimeout,
    int maxConnections,
    int maxConnectionsPerNetwork,
    Duration idleTimeout,
    int maxRequestsPerConnection,
    Optional<InetSocketAddress> relay) {
  /** Where other realms are listened to, if nothing else is said. */
  public static final int USUAL_PORT = 4088;

  static ListenSettings from(Section section) throws ConfigException {
    Duration least = Duration.ofMillis(100);
    Duration most = Duration.ofMinutes(2);
    return new ListenSettings(
        section.address("address", "[::]:" + USUAL_PORT),
        section.duration("connect_timeout", "5s", least, most),
        section.duration("handshake_timeout", "5s", least, most),
        section.duration("message_timeout", "10s", least, most),
        section.duration("connection_timeout", "30s", least, most),
        section.integer("max_connections", 200, 1, 10_000),
        section.integer("max_connections_per_network", 20, 1, 10_000),
        section.duration("idle_timeout", "5s", least, most),
        section.integer("max_requests_per_connection", 16, 1, 1_000),
        section.address("relay"));
  }
}
