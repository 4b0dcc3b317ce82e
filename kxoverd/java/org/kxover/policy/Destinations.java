package org.kxover.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.Network;

/**
 * The addresses that may be connected to: those of the public Internet, and the networks that are
 * allowed by name. Whoever has a signed zone may give any address to the hosts in it, and shall not
 * steer this daemon into the network that it is in.
 */
final class Destinations {
  private static final Map<Network, String> NOT_PUBLIC = new LinkedHashMap<>();

  static {
    // IANA's registries of special-purpose addresses (RFC 6890), and what is no destination.
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

  /** Where an IPv4 address stands inside an IPv6 one, in octets from the left. */
  private static final Map<Network, Integer> EMBEDDED =
      Map.of(Network.of("64:ff9b::/96"), 12, Network.of("2002::/16"), 2);

  private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

  private final List<Network> allowed;

  Destinations(List<Network> allowed) {
    this.allowed = allowed;
  }

  private static void put(String what, String... networks) {
    for (String network : networks) {
      NOT_PUBLIC.put(Network.of(network), what);
    }
  }

  /** What the address is that is not to be connected to, if it is not. */
  Optional<String> objection(InetAddress address) {
    if (allowed.stream().anyMatch(network -> network.contains(address))) {
      return Optional.empty();
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
            .map(why -> "IPv4 inside IPv6 and " + why);
      }
    }
    return GLOBAL_UNICAST.contains(address)
        ? Optional.empty()
        : Optional.of("not one of the Internet");
  }

  private static InetAddress ipv4(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("four octets are an address", e);
    }
  }
}
