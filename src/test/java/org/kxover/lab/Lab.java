package org.kxover.lab;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Kerberos realms on loopback, below one temporary folder: signed zones, KDCs, daemons and users,
 * all of them real programs. Tests, the demo and benchmarks build them with these calls:
 *
 * <pre>{@code
 * try (Lab lab = new Lab()) {
 *   LabRealm a = lab.realm("A.EXAMPLE");
 *   LabRealm b = lab.realm("B.EXAMPLE");
 *   b.service("HTTP", "www.b.example");
 *   lab.start();
 *   LabUser alice = a.user("alice");
 *   alice.kvno("-S", "HTTP", "www.b.example");
 * }
 * }</pre>
 */
public final class Lab implements AutoCloseable {
  private final Path folder;
  private KdcPrograms programs;
  private final DnsWorld dns;
  private final List<LabRealm> realms = new ArrayList<>();
  private final List<LabRealm> otherKdcs = new ArrayList<>();
  private final List<LabPeer> peers = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean clientsGuess = true;
  private boolean processes;
  private boolean lmdb = "klmdb".equals(System.getenv("KRB5_DATABASE"));

  /** Makes the folder below java.io.tmpdir: a short path, as socket paths are limited. */
  public Lab() throws IOException {
    this(KdcPrograms.chosen());
  }

  public Lab(KdcPrograms programs) throws IOException {
    this.programs = programs;
    folder = Files.createTempDirectory("kxover-");
    dns = closeAtEnd(new DnsWorld(folder));
  }

  /** Adds a realm with a zone, a KDC and a daemon, which {@link #start} starts. */
  public LabRealm realm(String name) throws IOException {
    LabRealm realm = new LabRealm(this, name);
    realms.add(realm);
    return realm;
  }

  /**
   * Keeps the databases of the realms that are added after this in LMDB, not in DB2. The
   * environment variable {@code KRB5_DATABASE=klmdb} does so in every lab.
   */
  public Lab inLmdb() {
    lmdb = true;
    return this;
  }

  /** True if databases in files are in LMDB. */
  public boolean isLmdb() {
    return lmdb;
  }

  /** Makes two sites for realms, in separate network namespaces. */
  public LabLine line() throws IOException {
    return closeAtEnd(new LabLine(folder));
  }

  /** As {@link #line()}, at which the sites have IPv6 only. */
  public LabLine lineWithInet6() throws IOException {
    return closeAtEnd(new LabLine(folder, true));
  }

  /** Adds a realm at a site. The site's resolver serves the realm's zone to the other site. */
  public LabRealm realm(String name, LabSite site) throws IOException {
    LabRealm realm = LabRealm.at(site, this, name);
    dns.resolver(site).serves(realm.zone());
    realms.add(realm);
    return realm;
  }

  /** Adds a realm that runs the given KDC. */
  public LabRealm realm(String name, KdcPrograms own) throws IOException {
    KdcPrograms usual = programs;
    programs = own;
    try {
      return realm(name);
    } finally {
      programs = usual;
    }
  }

  /** Adds a realm with a zone and a KDC, which the daemon of {@code other} serves. */
  public LabRealm realm(String name, LabRealm other) throws IOException {
    LabRealm realm = new LabRealm(this, name, other);
    realms.add(realm);
    return realm;
  }

  /** Adds a realm that runs the given KDC, and which the daemon of {@code other} serves. */
  public LabRealm realm(String name, LabRealm other, KdcPrograms own) throws IOException {
    KdcPrograms usual = programs;
    programs = own;
    try {
      return realm(name, other);
    } finally {
      programs = usual;
    }
  }

  /** Adds a realm whose database is in OpenLDAP. */
  public LabRealm realmInLdap(String name) throws IOException {
    LabRealm realm = LabRealm.inLdap(this, name);
    realms.add(realm);
    return realm;
  }

  /** Adds a second KDC of a realm on the same database, with its own kxoverd. */
  public LabRealm secondKdc(LabRealm realm) throws IOException {
    LabRealm second = new LabRealm(this, realm, false);
    for (LabRealm site : List.of(realm, second)) {
      site.kxoverd().set("shared_database", "yes");
    }
    otherKdcs.add(second);
    return second;
  }

  /** Adds a replica KDC of a realm, with its own kxoverd. The kxoverds of both use kadmind. */
  public LabReplica replica(LabRealm realm) throws IOException {
    LabReplica replica = new LabReplica(this, realm);
    otherKdcs.add(replica.site());
    return replica;
  }

  /** Adds a realm whose side of an exchange is under a test's control. */
  public LabPeer peer(String name) throws Exception {
    LabPeer peer = closeAtEnd(new LabPeer(this, name));
    peers.add(peer);
    return peer;
  }

  /** Publishes the zones and starts every realm's daemon and KDC. */
  public void start() throws IOException {
    dns.start();
    for (LabRealm realm : realms) {
      realm.start();
    }
    for (LabRealm second : otherKdcs) {
      second.start();
    }
    for (LabPeer peer : peers) {
      peer.start();
    }
  }

  /**
   * Resets the realms between two tests that share them. Deletes all crossovers, restores the
   * settings of the first start, restarts KDCs (which clears their referral caches), and starts
   * logs anew. Other state in a daemon's memory, principals and zones stay.
   */
  public void forget() throws IOException {
    for (LabRealm realm : realms) {
      realm.forget();
    }
  }

  public List<LabRealm> realms() {
    return List.copyOf(realms);
  }

  public Path folder() {
    return folder;
  }

  public KdcPrograms programs() {
    return programs;
  }

  public DnsWorld dns() {
    return dns;
  }

  /**
   * Stops clients of patched KDCs from guessing the realm from the host's domain. libkrb5 guesses
   * when the KDC has no referral. A patched KDC is then asked for that realm's crossover, and may
   * cross to it. With the plugin, clients keep their defaults.
   */
  public Lab clientsDoNotGuessAtPatchedKdcs() {
    clientsGuess = !programs.patched();
    return this;
  }

  /**
   * Gives each kxoverd a process, in a short test run as well, which has them in the process of the
   * tests otherwise. A test needs this that kills daemons, sends signals, or looks at their memory.
   */
  public Lab daemonsAsProcesses() {
    processes = true;
    return this;
  }

  /** True if each kxoverd has a process in a short test run as well. */
  boolean hasDaemonsAsProcesses() {
    return processes;
  }

  /** Stops clients from guessing a realm: they follow only referrals of their KDC. */
  public Lab clientsDoNotGuess() {
    clientsGuess = false;
    return this;
  }

  /**
   * Writes a client's krb5.conf. It lists the KDCs, as libkrb5 can look them up in DNS on port 53
   * only. It does not map hosts to realms.
   *
   * @param kdcs KDCs to use instead of the realms' own
   */
  Path clientConfig(Path file, Map<LabRealm, LabKdc> kdcs) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            [libdefaults]
                dns_lookup_realm = false
                dns_lookup_kdc = false
                dns_canonicalize_hostname = false
                rdns = false
            [realms]
            """);
    for (LabRealm realm : realms) {
      text.append(
          "    %s = {%n        kdc = %s%n    }%n"
              .formatted(
                  realm.name(),
                  realm.address(
                      kdcs.containsKey(realm) ? kdcs.get(realm).port() : realm.kdcPort())));
    }
    if (!clientsGuess) {
      text.append(
          """
          [plugins]
              hostrealm = {
                  disable = domain
              }
          """);
    }
    return Files.writeString(file, text);
  }

  /** Starts a program that runs until the lab is closed. */
  public LabProcess program(String program, String... arguments) throws IOException {
    return program(new LabCommand(folder, program, arguments));
  }

  /** As {@link #program(String, String...)}. */
  public LabProcess program(LabCommand command) throws IOException {
    return closeAtEnd(command.start());
  }

  synchronized <T extends AutoCloseable> T closeAtEnd(T part) {
    open.push(part);
    return part;
  }

  /** The logs of all programs, for a failed test. */
  public String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
        text.append("==== ").append(folder.relativize(file)).append('\n');
        text.append(LabCommand.text(file));
      }
    }
    return text.toString();
  }

  /** Stops every program, the last started first, and removes the folder. Idempotent. */
  @Override
  public synchronized void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
