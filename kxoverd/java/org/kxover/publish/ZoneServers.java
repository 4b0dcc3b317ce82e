package org.kxover.publish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.base.AddressText;
import org.kxover.dns.ServerQuery;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Finds the servers of a zone: each address of each name in its NS records. */
public final class ZoneServers {
  private static final int MAX_SERVERS = 32;

  private final ServerQuery resolver;
  private final Optional<InetSocketAddress> only;
  private final int port;
  private final Duration timeout;

  /**
   * @param only the server to ask instead of those in the NS records
   * @param port of the servers in the NS records
   * @param timeout of one question
   */
  public ZoneServers(
      ServerQuery resolver, Optional<InetSocketAddress> only, int port, Duration timeout) {
    this.resolver = resolver;
    this.only = only;
    this.port = port;
    this.timeout = timeout;
  }

  /**
   * @throws IOException if the resolver does not answer, or knows no server with an address
   */
  List<ZoneServer> of(Name zone) throws IOException {
    List<ZoneServer> servers = new ArrayList<>();
    if (only.isPresent()) {
      servers.add(server(zone, AddressText.of(only.get().getAddress()), only.get()));
      return servers;
    }
    for (Record record : resolver.ask(zone, Type.NS).getSection(Section.ANSWER)) {
      if (record instanceof NSRecord ns) {
        for (InetAddress address : addresses(ns.getTarget())) {
          InetSocketAddress at = new InetSocketAddress(address, port);
          servers.add(server(zone, ns.getTarget().toString(true), at));
        }
      }
    }
    if (servers.isEmpty()) {
      throw new IOException("the resolver knows no server of the zone " + zone);
    }
    return servers.subList(0, Math.min(servers.size(), MAX_SERVERS));
  }

  /**
   * The server that takes changes: the one in the SOA record (RFC 2136 section 4.3).
   *
   * @throws IOException if the resolver does not answer, or does not know its address
   */
  InetSocketAddress primary(Name zone) throws IOException {
    if (only.isPresent()) {
      return only.get();
    }
    for (Record record : resolver.ask(zone, Type.SOA).getSection(Section.ANSWER)) {
      if (record instanceof SOARecord soa && soa.getName().equals(zone)) {
        List<InetAddress> addresses = addresses(soa.getHost());
        if (!addresses.isEmpty()) {
          return new InetSocketAddress(addresses.get(0), port);
        }
        throw new IOException(
            "the resolver knows no address of "
                + soa.getHost()
                + ", the primary server of the zone "
                + zone
                + "; name one in [publish] server");
      }
    }
    throw new IOException("the resolver has no SOA record of the zone " + zone);
  }

  /** The port of the servers. */
  int port() {
    return only.map(InetSocketAddress::getPort).orElse(port);
  }

  private ZoneServer server(Name zone, String name, InetSocketAddress address) {
    return new ZoneServer(zone, name, ServerQuery.authority(address, timeout));
  }

  private List<InetAddress> addresses(Name host) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int type : List.of(Type.AAAA, Type.A)) {
      for (Record record : resolver.ask(host, type).getSection(Section.ANSWER)) {
        if (record instanceof AAAARecord six) {
          addresses.add(six.getAddress());
        } else if (record instanceof ARecord four) {
          addresses.add(four.getAddress());
        }
      }
    }
    return addresses;
  }
}
