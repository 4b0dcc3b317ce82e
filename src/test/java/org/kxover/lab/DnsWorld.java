package org.kxover.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DNS in one unprivileged unbound on a free loopback port: a root zone, {@code example.}, and the
 * zones that a test adds. Each zone is delegated by its parent. The root has a trust anchor.
 *
 * <pre>{@code
 * DnsWorld dns = new DnsWorld(folder);
 * dns.zone("b.example").add("www A 127.0.0.1").add("_kerberos.www TXT \"B.EXAMPLE\"");
 * dns.zone("plain.example").unsigned();
 * dns.start();
 * }</pre>
 */
public final class DnsWorld implements AutoCloseable {
  private static final Duration START_LIMIT = Patience.LIMIT;

  /** Settings of every unbound: it validates, and needs nothing outside its folder. */
  private static final String CONFIGURATION =
      """
      server:
        directory: "%s"
        trust-anchor-file: "%s"
        module-config: "validator iterator"
        do-daemonize: no
        use-syslog: no
        username: ""
        chroot: ""
        pidfile: ""
        ede: yes
      remote-control:
        control-enable: no
      """;

  private static final String LISTEN =
      """
      server:
        interface: 127.0.0.1@%1$d
        do-ip6: no
        port: %1$d
        do-not-query-localhost: no
      """;

  private static final String ZONE =
      """
      auth-zone:
        name: "%s"
        zonefile: "%s"
        for-upstream: yes
        for-downstream: %s
        fallback-enabled: no
      """;

  private final Path folder;
  private final int port = Ports.free();
  private final Map<String, Zone> zones = new LinkedHashMap<>();
  private final ZoneSigner signer;
  private final Map<LabSite, SiteResolver> sites = new LinkedHashMap<>();
  private boolean validates = true;
  private LabProcess unbound;
  private InetSocketAddress proxy;

  /**
   * @param scratch gets a folder {@code dns} with keys, zone files, and unbound's log
   */
  public DnsWorld(Path scratch) throws IOException {
    this.folder = Files.createDirectories(scratch.resolve("dns")).toAbsolutePath();
    this.signer = new ZoneSigner(folder);
    zone("");
    zone("example");
  }

  /**
   * The zone of that name, which the first call makes.
   *
   * @param name without trailing dot
   */
  public Zone zone(String name) {
    return zones.computeIfAbsent(name, Zone::new);
  }

  /** Makes the resolver one that caches and passes on whatever it gets. */
  public DnsWorld withoutValidation() {
    validates = false;
    return this;
  }

  Collection<Zone> zones() {
    return zones.values();
  }

  /** Signs the zones and starts the resolvers. */
  public void start() throws IOException {
    StringBuilder configuration =
        new StringBuilder(configuration(folder, trustAnchorFile())).append(LISTEN.formatted(port));
    if (!validates) {
      configuration.append("server:\n  module-config: \"iterator\"\n");
    }
    Map<Zone, Path> files = new LinkedHashMap<>();
    for (Zone zone : zones.values()) {
      List<Zone> children = zones.values().stream().filter(other -> parent(other) == zone).toList();
      files.put(zone, signer.write(zone, children));
      configuration.append(section(zone, files.get(zone), false));
    }
    Files.writeString(configurationFile(), configuration);
    Files.writeString(trustAnchorFile(), signer.ds(zone("")) + "\n");
    restart();
    for (SiteResolver site : sites.values()) {
      site.start(files, sites.values(), trustAnchorFile());
    }
  }

  /** The first sections of unbound's configuration; more may follow. */
  static String configuration(Path folder, Path trustAnchor) {
    return CONFIGURATION.formatted(folder, trustAnchor);
  }

  /**
   * The section for a zone that this unbound loads from a file.
   *
   * @param serves true to answer queries for the zone as a name server
   */
  static String section(Zone zone, Path file, boolean serves) {
    return ZONE.formatted(zone, file, serves ? "yes" : "no");
  }

  /** The resolver at that site, which also serves the zones of the site's realms. */
  public SiteResolver resolver(LabSite site) {
    return sites.computeIfAbsent(site, any -> new SiteResolver(site, folder));
  }

  /** Starts unbound without signing the zones again. */
  public void restart() throws IOException {
    unbound = new LabCommand(folder, "unbound", "-d", "-c", configurationFile().toString()).start();
    unbound.awaitLine("start of service", START_LIMIT).awaitPort(port, START_LIMIT);
  }

  private Path configurationFile() {
    return folder.resolve("unbound.conf");
  }

  /** Signs and serves the changed zones at the same address, with an empty cache. */
  public void reload() throws IOException {
    stop();
    start();
  }

  public void stop() {
    unbound.stop();
  }

  /** Kills the resolver with SIGKILL. */
  public void kill() {
    unbound.kill();
  }

  /** The address for realms to query: the proxy's, if there is one, or the resolver's. */
  public InetSocketAddress address() {
    return proxy == null ? resolver() : proxy;
  }

  /** The resolver's own address. */
  public InetSocketAddress resolver() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Makes the realms that are made from now on query this proxy. */
  public DnsWorld throughProxy(InetSocketAddress address) {
    proxy = address;
    return this;
  }

  /** The file with the DS record of the root's key, for validators. */
  public Path trustAnchorFile() {
    return folder.resolve("root.ds");
  }

  @Override
  public void close() {
    sites.values().forEach(SiteResolver::close);
    if (unbound != null) {
      unbound.close();
    }
  }

  /** The closest parent zone; null for the root. */
  private Zone parent(Zone zone) {
    return zones.values().stream()
        .filter(other -> other.isAbove(zone))
        .max(Comparator.comparingInt(other -> other.name().length()))
        .orElse(null);
  }
}
