package org.kxover.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kxover.config.Network;

/**
 * Decides which addresses kxoverd may connect to: public Internet addresses, and the networks of
 * the setting {@code allowed_networks}. The owner of any signed zone can publish any address, so
 * without this check they could direct kxoverd to hosts of our internal network. They could also
 * direct it to this machine itself, where no firewall is between it and other services.
 */
final class Destinations {
  private static final Map<Network, String> NOT_PUBLIC = new LinkedHashMap<>();

  static {
    // IANA's registries of special-purpose addresses (RFC 6890), multicast and reserved ones.
    put("unspecified", "0.0.0.0/8", "::/128");
    put("loopback", "127.0.0.0/8", "::1/128");
    put("private (RFC 1918)", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
    put("shared by a provider's customers (RFC 6598)", "100.64.0.0/10");
    put("link-local", "169.254.0.0/16", "fe80::/10");
    put("a unique local address (RFC 4193)", "fc00::/7");
    put("site-local (RFC 3879)", "fec0::/10");
    put("multicast", "224.0.0.0/4", "ff00::/8");
    put("reserved for protocols", "192.0.0.0/24", "192.88.99.0/24", "2001::/23");
    put("for documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24");
    put("for documentation", "2001:db8::/32", "3fff::/20");
    put("for benchmarks", "198.18.0.0/15");
    put("reserved", "240.0.0.0/4");
    put("local NAT64 (RFC 8215)", "64:ff9b:1::/48");
  }

  /** IPv6 networks with an embedded IPv4 address, and its offset in octets. */
  private static final Map<Network, Integer> EMBEDDED =
      Map.of(Network.of("64:ff9b::/96"), 12, Network.of("2002::/16"), 2);

  private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

  private final List<Network> allowed;
  private final Predicate<InetAddress> ofThisMachine;

  /**
   * @param ofThisMachine whether an interface of this machine has the address
   */
  Destinations(List<Network> allowed, Predicate<InetAddress> ofThisMachine) {
    this.allowed = allowed;
    this.ofThisMachine = ofThisMachine;
  }

  private static void put(String what, String... networks) {
    for (String network : networks) {
      NOT_PUBLIC.put(Network.of(network), what);
    }
  }

  /** The kind of an address that kxoverd must not connect to; empty if it may. */
  Optional<String> objection(InetAddress address) {
    if (allowed.stream().anyMatch(network -> network.contains(address))) {
      return Optional.empty();
    }
    if (ofThisMachine.test(address)) {
      return Optional.of("an address of this machine");
    }
    for (Map.Entry<Network, String> network : NOT_PUBLIC.entrySet()) {
      if (network.getKey().contains(address)) {
        return Optional.of(network.getValue());
      }
    }
    byte[] octets = address.getAddress();
    if (octets.length == 4) {
      return Optional.empty();
    }
    for (Map.Entry<Network, Integer> network : EMBEDDED.entrySet()) {
      if (network.getKey().contains(address)) {
        int from = network.getValue();
        return objection(ipv4(Arrays.copyOfRange(octets, from, from + 4)))
            .map(kind -> "IPv4 inside IPv6 and " + kind);
      }
    }
    return GLOBAL_UNICAST.contains(address)
        ? Optional.empty()
        : Optional.of("not a public address");
  }

  private static InetAddress ipv4(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("four octets are an address", e);
    }
  }
}
