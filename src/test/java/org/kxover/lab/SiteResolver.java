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
 * An unbound at a {@link LabSite}: the resolver of its programs, and the name server of the zones
 * of its realms, which is where the other site's resolver asks. The root and the zone above the
 * realms are at both sites, as a resolver that is in use knows them anyway.
 */
public final class SiteResolver implements AutoCloseable {
  private static final Duration START_LIMIT = Patience.LIMIT;

  private static final String AT_A_SITE =
      """
      server:
        interface: %s
        access-control: 198.18.0.0/15 allow
        qname-minimisation: %s
      """;

  private static final String ELSEWHERE =
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

  /** Asks for one label after the other (RFC 9156), as unbound does by itself. */
  public SiteResolver minimises() {
    minimises = true;
    return this;
  }

  void start(Map<Zone, Path> files, Collection<SiteResolver> all, Path anchor) throws IOException {
    StringBuilder text =
        new StringBuilder(DnsWorld.configuration(folder, anchor))
            .append(AT_A_SITE.formatted(site.address(), minimises ? "yes" : "no"));
    files.forEach((zone, file) -> text.append(section(zone, file, all)));
    Path configuration = folder.resolve("unbound-" + site.address() + ".conf");
    Files.writeString(configuration, text);
    unbound =
        site.inside(new LabCommand(folder, "unbound", "-d", "-c", configuration.toString()))
            .start();
    unbound.awaitLine("start of service", START_LIMIT);
  }

  private String section(Zone zone, Path file, Collection<SiteResolver> all) {
    return all.stream()
        .filter(other -> other != this && other.own.contains(zone))
        .findFirst()
        .map(other -> ELSEWHERE.formatted(zone, other.site.address()))
        .orElse(DnsWorld.section(zone, file, own.contains(zone)));
  }

  @Override
  public void close() {
    if (unbound != null) {
      unbound.close();
    }
  }
}
