package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * An unbound at a {@link LabSite}: the resolver of the site's programs, and the name server of its
 * realms' zones for the other site. Both sites have the root and the realms' parent zone, as a
 * resolver in use has them in its cache.
 */
public final class SiteResolver implements AutoCloseable {
  private static final Duration START_LIMIT = Patience.LIMIT;

  private static final String SERVER =
      """
      server:
        interface: %s
        access-control: %s allow
        qname-minimisation: %s
        do-ip4: %s
        do-ip6: %s
      """;

  private static final String STUB_ZONE =
      """
      stub-zone:
        name: "%s"
        stub-addr: %s
      """;

  private final LabSite site;
  private final Path folder;
  private final Set<Zone> own = new LinkedHashSet<>();
  private boolean minimises;
  private LabProcess unbound;

  SiteResolver(LabSite site, Path folder) {
    this.site = site;
    this.folder = folder;
  }

  void serves(Zone zone) {
    own.add(zone);
  }

  /** Enables QNAME minimisation (RFC 9156), which is unbound's default. */
  public SiteResolver minimises() {
    minimises = true;
    return this;
  }

  void start(Map<Zone, Path> files, Collection<SiteResolver> all, Path anchor) throws IOException {
    StringBuilder text = new StringBuilder(DnsWorld.configuration(folder, anchor)).append(server());
    files.forEach((zone, file) -> text.append(section(zone, file, all)));
    Path configuration = folder.resolve("unbound-" + site.address() + ".conf");
    Files.writeString(configuration, text);
    unbound =
        site.inside(new LabCommand(folder, "unbound", "-d", "-c", configuration.toString()))
            .start();
    unbound.awaitLine("start of service", START_LIMIT);
  }

  private String server() {
    return SERVER.formatted(
        site.address(),
        site.isInet6() ? "2001:2::/48" : "198.18.0.0/15",
        minimises ? "yes" : "no",
        site.isInet6() ? "no" : "yes",
        site.isInet6() ? "yes" : "no");
  }

  private String section(Zone zone, Path file, Collection<SiteResolver> all) {
    return all.stream()
        .filter(other -> other != this && other.own.contains(zone))
        .findFirst()
        .map(other -> STUB_ZONE.formatted(zone, other.site.address()))
        .orElse(DnsWorld.section(zone, file, own.contains(zone)));
  }

  @Override
  public void close() {
    if (unbound != null) {
      unbound.close();
    }
  }
}
