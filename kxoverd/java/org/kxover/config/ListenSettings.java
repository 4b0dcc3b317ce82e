package org.kxover.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code [listen]}: where the daemons of other realms connect, and the limits of
 * connections in both directions.
 */
public final class ListenSettings {
  /** The port that a daemon listens on unless its settings name another one. */
  public static final int DEFAULT_PORT = 4088;

  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, InetSocketAddress> ADDRESS =
      DECLARED.byDefault(
          "address",
          Types.ADDRESS,
          "[::]:" + DEFAULT_PORT,
          """
          The address and port to listen on. The address must be numeric. [::] accepts IPv4
          connections as well.""");

  public static final Setting<Settings, Duration> CONNECT_TIMEOUT =
      DECLARED.byDefault(
          "connect_timeout",
          Types.time("100ms", "2m"),
          "5s",
          """
          The time limit for opening a TCP connection to another realm's daemon. The next address
          is tried after 150 ms, beside the one that does not answer.""");

  public static final Setting<Settings, Duration> HANDSHAKE_TIMEOUT =
      DECLARED.byDefault(
          "handshake_timeout",
          Types.time("100ms", "2m"),
          "5s",
          """
          The time limit for STARTTLS and the TLS handshake together. The next address is tried
          after a second, beside the one that says nothing.""");

  public static final Setting<Settings, Duration> MESSAGE_TIMEOUT =
      DECLARED.byDefault(
          "message_timeout",
          Types.time("100ms", "2m"),
          "10s",
          "The time limit for receiving or sending one message.");

  public static final Setting<Settings, Duration> CONNECTION_TIMEOUT =
      DECLARED.byDefault(
          "connection_timeout",
          Types.time("100ms", "2m"),
          "30s",
          """
          The time limit for a whole connection. It is also the time limit for a whole attempt to
          get a key from another realm: finding the realm's daemons and trying them one after the
          other.""");

  public static final Setting<Settings, Duration> IDLE_TIMEOUT =
      DECLARED.byDefault(
          "idle_timeout",
          Types.time("100ms", "2m"),
          "5s",
          """
          How long kxoverd waits, after an answer, for the next request on the same connection.""");

  public static final Setting<Settings, Integer> MAX_REQUESTS_PER_CONNECTION =
      DECLARED.byDefault(
          "max_requests_per_connection",
          Types.number(1, 1_000),
          "16",
          "The maximum number of requests that kxoverd answers on one connection.");

  public static final Setting<Settings, Optional<InetSocketAddress>> RELAY =
      DECLARED.optional(
          "relay",
          Types.ADDRESS,
          "127.0.0.1:88",
          """
          The address and port of a KDC to which kxoverd relays requests of ordinary Kerberos
          clients (AS-REQ and TGS-REQ) that arrive over TLS on this port. These clients can then
          use the server that the SRV record names (RFC 6251). They need no certificate. kxoverd
          relays no other messages, and nothing that arrives without TLS. Without this setting
          kxoverd refuses these requests.""");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS =
      DECLARED.byDefault(
          "max_connections",
          Types.number(1, 10_000),
          "200",
          """
          The maximum number of connections at the same time. Above half of it, a new connection
          takes the place of the oldest one whose handshake waits for the peer. kxoverd begins at
          most 50 TLS handshakes per second and processor. This leaves processor time for the KDC
          on the same machine.""");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS_PER_NETWORK =
      DECLARED.byDefault(
          "max_connections_per_network",
          Types.number(1, 10_000),
          "20",
          """
          The maximum number of connections at the same time from one network (IPv4 /24, IPv6
          /56). Let it be far below max_connections. In a full network, a new connection takes
          the place of one whose handshake has waited for the peer for a second.""");

  static final Section<Settings> SECTION =
      Section.of(
          "listen",
          """
          The TCP socket to which the daemons of other realms connect. They find it through the
          realm's _kerberos-tls._tcp SRV record. The time limits also apply to the connections
          that kxoverd makes to other realms.""",
          DECLARED);

  private ListenSettings() {}
}
