package org.kxover.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Section {@code [dns]}: the recursive resolver and the trust anchors. */
public final class DnsSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, InetSocketAddress> RESOLVER =
      DECLARED.byDefault(
          "resolver",
          Types.ADDRESS,
          "127.0.0.1:53",
          "The address and port of the recursive resolver. The address must be numeric.");

  public static final Setting<Settings, Path> TRUST_ANCHORS =
      DECLARED.byDefault(
          "trust_anchors",
          Types.PATH,
          "/usr/share/dns/root.key",
          """
          A file with the trust anchors of the DNS root: DS or DNSKEY records in zone file format,
          or an RFC 5011 state file. On Debian the package dns-root-data installs it.""");

  public static final Setting<Settings, Boolean> TRUST_AD =
      DECLARED.byDefault(
          "trust_ad",
          Types.YES_OR_NO,
          "no",
          """
          yes: kxoverd does not validate DNSSEC signatures itself. It trusts the AD bit in the
          resolver's answers, and does not use trust_anchors. The resolver must then validate, be
          on a loopback address, and be under your control.""");

  public static final Setting<Settings, Boolean> RSA_SHA1 =
      DECLARED.byDefault(
          "rsa_sha1",
          Types.YES_OR_NO,
          "no",
          """
          yes: zones may be signed by RSA with SHA-1 (algorithms 5 and 7). RFC 9905 calls these
          signatures insecure, so such zones are insecure by default. It has no effect where
          trust_ad is yes: there the resolver decides.""");

  public static final Setting<Settings, Duration> TIMEOUT =
      DECLARED.byDefault(
          "timeout",
          Types.time("100ms", "1m"),
          "5s",
          "The time limit for one DNS look-up, including the look-ups for its chain of trust.");

  static final Section<Settings> SECTION =
      Section.of(
          "dns",
          """
          Secure DNS. kxoverd validates DNSSEC signatures itself. The resolver must be recursive,
          and must pass DNSSEC records through. (To let the resolver validate instead, see
          trust_ad.)""",
          DECLARED,
          DnsSettings::check);

  private static void check(Values<Settings> dns, SectionLines lines) throws ConfigException {
    if (dns.get(TRUST_AD) && !dns.get(RESOLVER).getAddress().isLoopbackAddress()) {
      throw new ConfigException(
          lines.locationOf(RESOLVER),
          RESOLVER + " must be a loopback address, because trust_ad is yes");
    }
  }

  private DnsSettings() {}
}
