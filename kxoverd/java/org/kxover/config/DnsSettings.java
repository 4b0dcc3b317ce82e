package org.kxover.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Section {@code [dns]}: the recursive resolver that is asked and the anchors it is checked
 * against.
 */
public final class DnsSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, InetSocketAddress> RESOLVER =
      DECLARED.byDefault("resolver", Types.ADDRESS, "127.0.0.1:53", "A numeric address.");

  public static final Setting<Settings, Path> TRUST_ANCHORS =
      DECLARED.byDefault(
          "trust_anchors",
          Types.PATH,
          "/usr/share/dns/root.key",
          """
          The root's trust anchor: DS or DNSKEY records in zone file form, or an RFC 5011 state
          file. (Debian: package dns-root-data.)""");

  public static final Setting<Settings, Boolean> TRUST_AD =
      DECLARED.byDefault(
          "trust_ad",
          Types.YES_OR_NO,
          "no",
          """
          yes: kxoverd does not validate, and takes the AD bit of the resolver for it. The
          resolver must then be on loopback, validate, and be yours. trust_anchors is not used
          then.""");

  public static final Setting<Settings, Duration> TIMEOUT =
      DECLARED.byDefault(
          "timeout",
          Types.time("100ms", "1m"),
          "5s",
          "For one look-up with its whole chain of trust.");

  static final Section<Settings> SECTION =
      Section.of(
          "dns",
          """
          Secure DNS. kxoverd validates by itself; the resolver only has to be recursive and to
          pass DNSSEC records through. (For another way see trust_ad.)""",
          DECLARED,
          DnsSettings::check);

  private static void check(Values<Settings> dns, SectionLines lines) throws ConfigException {
    if (dns.get(TRUST_AD) && !dns.get(RESOLVER).getAddress().isLoopbackAddress()) {
      throw new ConfigException(
          lines.whereIs(RESOLVER), RESOLVER + " is not on loopback, as trust_ad wants it");
    }
  }

  private DnsSettings() {}
}
