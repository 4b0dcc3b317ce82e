package org.kxover.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Section {@code [dns]}: the recursive resolver that is asked and the anchors it is checked
 * against.
 *
 * @param timeout for one look-up with its whole chain of trust
 */
public record DnsSettings(InetSocketAddress resolver, Path trustAnchors, Duration timeout) {

  static DnsSettings from(Section section) throws ConfigException {
    return new DnsSettings(
        section.address("resolver", "127.0.0.1:53"),
        section.path("trust_anchors", "/usr/share/dns/root.key"),
        section.duration("timeout", "5s", Duration.ofMillis(100), Duration.ofMinutes(1)));
  }
}
