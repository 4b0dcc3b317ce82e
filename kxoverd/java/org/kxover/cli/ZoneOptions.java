package org.kxover.cli;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.kxover.config.DnsSettings;
import org.kxover.config.PublishSettings;
import org.kxover.config.Settings;
import org.kxover.dns.ServerQuery;
import org.kxover.publish.ZoneServers;
import picocli.CommandLine.Option;

/** Options of the commands that ask the servers of a zone. */
final class ZoneOptions {
  /** A server may be slow or gone, and all of them are asked one after the other. */
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  @Option(
      names = "--server",
      paramLabel = "ADDRESS:PORT",
      converter = AddressOption.class,
      description =
          "the server to ask and to change (default: [publish] server in the settings; without"
              + " that, those in the zone's NS records)")
  private InetSocketAddress server;

  @Option(
      names = "--port",
      defaultValue = "53",
      description = "the port of the servers in the zone's NS records (default: ${DEFAULT-VALUE})")
  private int port;

  ZoneServers servers(Settings settings) {
    return new ZoneServers(
        resolver(settings),
        Optional.ofNullable(server).or(() -> settings.get(PublishSettings.SERVER)),
        port,
        TIMEOUT);
  }

  static ServerQuery resolver(Settings settings) {
    return ServerQuery.resolver(
        settings.get(DnsSettings.RESOLVER), settings.get(DnsSettings.TIMEOUT));
  }
}
