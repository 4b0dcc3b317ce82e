package org.kxover.tls;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The network that an internet provider usually gives to one customer: a /24 in IPv4, a /56 in
 * IPv6.
 */
public record SourceNetwork(ByteBuffer prefix) {
  private static final int IPV4_OCTETS = 3;
  private static final int IPV6_OCTETS = 7;

  public static SourceNetwork of(InetAddress address) {
    byte[] octets = address.getAddress();
    int kept = octets.length == 4 ? IPV4_OCTETS : IPV6_OCTETS;
    return new SourceNetwork(ByteBuffer.wrap(Arrays.copyOf(octets, kept)));
  }
}
