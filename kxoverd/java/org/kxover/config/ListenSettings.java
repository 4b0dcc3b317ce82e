package org.kxover.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code [listen]}: where other realms' daemons reach this one, and how long it bears with
 * them. The limits hold for the connections that it makes as well.
 */
public final class ListenSettings {
  /** Where other realms are listened to, if nothing else is said. */
  public static final int USUAL_PORT = 4088;

  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, InetSocketAddress> ADDRESS =
      DECLARED.byDefault(
          "address",
          Types.ADDRESS,
          "[::]:" + USUAL_PORT,
          "A numeric address; [::] takes IPv4 too.");

  public static final Setting<Settings, Duration> CONNECT_TIMEOUT =
      DECLARED.byDefault(
          "connect_timeout", Types.time("100ms", "2m"), "5s", "For the TCP connection.");

  public static final Setting<Settings, Duration> HANDSHAKE_TIMEOUT =
      DECLARED.byDefault(
          "handshake_timeout",
          Types.time("100ms", "2m"),
          "5s",
          "For STARTTLS and the TLS handshake together.");

  public static final Setting<Settings, Duration> MESSAGE_TIMEOUT =
      DECLARED.byDefault(
          "message_timeout", Types.time("100ms", "2m"), "10s", "For one message, in or out.");

  public static final Setting<Settings, Duration> CONNECTION_TIMEOUT =
      DECLARED.byDefault(
          "connection_timeout",
          Types.time("100ms", "2m"),
          "30s",
          """
          For a connection as a whole. It is also the time for finding another realm's daemons and
          trying one after the other till a key is agreed.""");

  public static final Setting<Settings, Duration> IDLE_TIMEOUT =
      DECLARED.byDefault(
          "idle_timeout",
          Types.time("100ms", "2m"),
          "5s",
          "From an answer to the next request on the same connection.");

  public static final Setting<Settings, Integer> MAX_REQUESTS_PER_CONNECTION =
      DECLARED.byDefault(
          "max_requests_per_connection",
          Types.number(1, 1_000),
          "16",
          "How many requests are answered on one connection.");

  public static final Setting<Settings, Optional<InetSocketAddress>> RELAY =
      DECLARED.optional(
          "relay",
          Types.ADDRESS,
          "127.0.0.1:88",
          """
          The KDC for requests of ordinary Kerberos clients (AS-REQ and TGS-REQ) that come over
          TLS on this port. With it, such clients too can use what the SRV record names (RFC
          6251). They need no certificate. Nothing else is relayed, and nothing that comes without
          TLS. Without this setting such requests are refused.""");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS =
      DECLARED.byDefault(
          "max_connections",
          Types.number(1, 10_000),
          "200",
          """
          How many connections there may be at once, in all. Their TLS handshakes begin at no more
          than 50 a second for each processor, so that the KDC beside has time for its own work.""");

  public static final Setting<Settings, Integer> MAX_CONNECTIONS_PER_NETWORK =
      DECLARED.byDefault(
          "max_connections_per_network",
          Types.number(1, 10_000),
          "20",
          "How many connections there may be at once from one network (IPv4 /24, IPv6 /56).");

  static final Section<Settings> SECTION =
      Section.of(
          "listen",
          """
          The TCP socket on which the daemons of other realms ask. They find it by the realm's
          _kerberos-tls._tcp SRV record. The limits hold for the connections made to them as well.""",
          DECLARED);

  private ListenSettings() {}
}
