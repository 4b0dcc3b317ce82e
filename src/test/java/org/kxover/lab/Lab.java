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
 * A world of Kerberos realms on loopback, below one scratch folder: signed zones, KDCs, daemons and
 * users, all of them real programs. Tests, the demo and benchmarks build theirs with these calls:
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
  private final List<LabRealm> seconds = new ArrayList<>();
  private final List<LabPeer> peers = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean clientsGuess = true;

  /** Below the folder for temporary files, whose short name leaves room for socket paths. */
  public Lab() throws IOException {
    this(KdcPrograms.chosen());
  }

  /** A lab with KDCs of a test's own choice. */
  public Lab(KdcPrograms programs) throws IOException {
    this.programs = programs;
    folder = Files.createTempDirectory("kxover-");
    dns = closing(new DnsWorld(folder));
  }

  /** A realm with its zone, KDC and daemon; they run from {@link #start} on. */
  public LabRealm realm(String name) throws IOException {
    LabRealm realm = new LabRealm(this, name);
    realms.add(realm);
    return realm;
  }

  /** Two sites for realms, apart from each other. */
  public LabLine line() throws IOException {
    return closing(new LabLine(folder));
  }

  /** A realm of the first kind at a site, whose resolver serves its zone to the other site. */
  public LabRealm realm(String name, LabSite site) throws IOException {
    LabRealm realm = LabRealm.at(site, this, name);
    dns.resolver(site).serves(realm.zone());
    realms.add(realm);
    return realm;
  }

  /** A realm of the first kind, with a KDC of its own choice. */
  public LabRealm realm(String name, KdcPrograms own) throws IOException {
    KdcPrograms usual = programs;
    programs = own;
    try {
      return realm(name);
    } finally {
      programs = usual;
    }
  }

  /** A realm with its zone and KDC, and no daemon of its own: that of {@code other} serves both. */
  public LabRealm realm(String name, LabRealm other) throws IOException {
    LabRealm realm = new LabRealm(this, name, other);
    realms.add(realm);
    return realm;
  }

  /** A realm of that last kind, with a KDC of its own choice. */
  public LabRealm realm(String name, LabRealm other, KdcPrograms own) throws IOException {
    KdcPrograms usual = programs;
    programs = own;
    try {
      return realm(name, other);
    } finally {
      programs = usual;
    }
  }

  /** A realm whose principals are in a directory of OpenLDAP. */
  public LabRealm realmInLdap(String name) throws IOException {
    LabRealm realm = LabRealm.inLdap(this, name);
    realms.add(realm);
    return realm;
  }

  /** A second KDC of a realm on the same database, with a kxoverd of its own. */
  public LabRealm second(LabRealm realm) throws IOException {
    LabRealm second = new LabRealm(this, realm, false);
    for (LabRealm site : List.of(realm, second)) {
      site.kxoverd().set("shared_database", "yes");
    }
    seconds.add(second);
    return second;
  }

  /**
   * A replica of a realm, with a kxoverd of its own; the realm's kxoverd goes through kadmind, too.
   */
  public LabReplica replica(LabRealm realm) throws IOException {
    LabReplica replica = new LabReplica(this, realm);
    seconds.add(replica.site());
    return replica;
  }

  /** A realm that has no daemon of its own, and does what a test tells it to. */
  public LabPeer peer(String name) throws Exception {
    LabPeer peer = closing(new LabPeer(this, name));
    peers.add(peer);
    return peer;
  }

  /** Publishes the zones and starts every realm's daemon and KDC. */
  public void start() throws IOException {
    dns.start();
    for (LabRealm realm : realms) {
      realm.start();
    }
    for (LabRealm second : seconds) {
      second.start();
    }
    for (LabPeer peer : peers) {
      peer.start();
    }
  }

  /**
   * Between two tests that share the realms: there is no key, every KDC and daemon runs with the
   * settings that it was first started with, no KDC knows of a referral, and logs begin anew. What
   * else a daemon has in memory stays, as do principals and zones.
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
   * Clients of patched KDCs do not take a host's domain for its realm, which libkrb5 does where a
   * KDC has no referral for them: such a KDC is then asked for the key of that realm, and may find
   * it. With the plugin clients are as they come.
   */
  public Lab clientsDoNotGuessAtPatchedKdcs() {
    clientsGuess = !programs.patched();
    return this;
  }

  /** Clients go nowhere but where their KDC refers them to. */
  public Lab clientsDoNotGuess() {
    clientsGuess = false;
    return this;
  }

  /**
   * What a client of these realms has as its krb5.conf. Where the KDCs are stands in it, as DNS
   * look-ups by libkrb5 itself need port 53; which host is in which realm does not.
   *
   * @param kdcs those to ask instead of the realms' own
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
          "    %s = {%n        kdc = %s:%d%n    }%n"
              .formatted(
                  realm.name(), realm.address(), kdcs.getOrDefault(realm, realm.kdc()).port()));
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

  /** A program that runs till the lab ends, such as what a benchmark measures against. */
  public LabProcess program(String program, String... arguments) throws IOException {
    return closing(new LabCommand(folder, program, arguments).start());
  }

  synchronized <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** All that the programs have logged, for a test that failed. */
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

  /** Stops every program, the last started first, and removes the folder; once is enough. */
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
