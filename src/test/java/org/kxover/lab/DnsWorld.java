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
 * All of DNS in one unprivileged unbound on a free loopback port: a root, {@code example.}, and the
 * zones that a story needs, each delegated by the zone above it, with a trust anchor for the root.
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

  /** Of every unbound here: it validates, and keeps to itself. */
  private static final String CONFIGURATION =
      """
      server:
        directory: "%s"
        trust-anchor-file: "%s"
        module-config: "validator iterator"
        do-ip6: no
        do-daemonize: no
        use-syslog: no
        username: ""
        chroot: ""
        pidfile: ""
        ede: yes
      remote-control:
        control-enable: no
      """;

  private static final String ON_LOOPBACK =
      """
      server:
        interface: 127.0.0.1@%1$d
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
  private LabProcess unbound;
  private InetSocketAddress before;

  /**
   * @param scratch where a folder {@code dns} is made for keys, zone files, and unbound's log
   */
  public DnsWorld(Path scratch) throws IOException {
    this.folder = Files.createDirectories(scratch.resolve("dns")).toAbsolutePath();
    this.signer = new ZoneSigner(folder);
    zone("");
    zone("example");
  }

  /** The zone of that name, made at first mention; without trailing dot. */
  public Zone zone(String name) {
    return zones.computeIfAbsent(name, Zone::new);
  }

  /** Every zone, as it will be signed next. */
  Collection<Zone> zones() {
    return zones.values();
  }

  /** Signs the zones, and serves them. */
  public void start() throws IOException {
    StringBuilder configuration =
        new StringBuilder(configuration(folder, trustAnchorFile()))
            .append(ON_LOOPBACK.formatted(port));
    Map<Zone, Path> files = new LinkedHashMap<>();
    for (Zone zone : zones.values()) {
      List<Zone> children = zones.values().stream().filter(other -> parent(other) == zone).toList();
      files.put(zone, signer.write(zone, children));
      configuration.append(section(zone, files.get(zone), false));
    }
    Files.writeString(configurationFile(), configuration);
    Files.writeString(trustAnchorFile(), signer.ds(zone("")) + "\n");
    startAgain();
    for (SiteResolver site : sites.values()) {
      site.start(files, sites.values(), trustAnchorFile());
    }
  }

  /** What an unbound in that folder is told first; more sections may follow. */
  static String configuration(Path folder, Path trustAnchor) {
    return CONFIGURATION.formatted(folder, trustAnchor);
  }

  /**
   * A signed zone that an unbound has itself.
   *
   * @param serves that others may ask for it, as of a name server
   */
  static String section(Zone zone, Path file, boolean serves) {
    return ZONE.formatted(zone, file, serves ? "yes" : "no");
  }

  /** The resolver at that site, which serves the zones of its realms besides. */
  public SiteResolver resolver(LabSite site) {
    return sites.computeIfAbsent(site, any -> new SiteResolver(site, folder));
  }

  /** Serves the zones as they were signed before. */
  public void startAgain() throws IOException {
    unbound = new LabCommand(folder, "unbound", "-d", "-c", configurationFile().toString()).start();
    unbound.awaitLine("start of service", START_LIMIT).awaitPort(port, START_LIMIT);
  }

  private Path configurationFile() {
    return folder.resolve("unbound.conf");
  }

  /** Makes changed zones known, at the same address; whatever unbound remembered is forgotten. */
  public void reload() throws IOException {
    stop();
    start();
  }

  /** Stops the resolver, as in an outage; {@link #start} ends the outage. */
  public void stop() {
    unbound.stop();
  }

  /** Ends the resolver as a crash would; {@link #startAgain} repairs it. */
  public void kill() {
    unbound.kill();
  }

  /** Where the resolver is, or what stands before it. */
  public InetSocketAddress address() {
    return before == null ? resolver() : before;
  }

  /** Where the resolver itself is. */
  public InetSocketAddress resolver() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Lets the realms made from now on ask somebody who stands before the resolver. */
  public DnsWorld behind(InetSocketAddress proxy) {
    before = proxy;
    return this;
  }

  /** The DS record of the root's key, for validators. */
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

  /** The closest zone above; null for the root. */
  private Zone parent(Zone zone) {
    return zones.values().stream()
        .filter(other -> other.isAbove(zone))
        .max(Comparator.comparingInt(other -> other.name().length()))
        .orElse(null);
  }
}
