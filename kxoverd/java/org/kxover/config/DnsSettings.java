package org.kxover.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Section {@code [dns]}: the recursive resolver that is asked and the anchors it is checked
 * against.
 *
 * @param trustAd whether the resolver, which is on loopback then, validates for us; the anchors are
 *     not used
 * @param timeout for one look-up with its whole chain of trust
 */
public record DnsSettings(
    InetSocketAddress resolver, boolean trustAd, Path trustAnchors, Duration timeout) {

  static DnsSettings from(Section section) throws ConfigException {
    InetSocketAddress resolver = section.address("resolver", "127.0.0.1:53");
    boolean trustAd = section.flag("trust_ad", false);
    if (trustAd) {
      section.requireLoopback("resolver", resolver, "trust_ad wants it");
    }
    return new DnsSettings(
        resolver,
        trustAd,
        section.path("trust_anchors", "/usr/share/dns/root.key"),
        section.duration("timeout", "5s", Duration.ofMillis(100), Duration.ofMinutes(1)));
  }
}
