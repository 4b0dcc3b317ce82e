package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kdb.principal.Principals;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.EndlessLoad;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabLmdb;
import org.kxover.lab.Ports;

/** A real KDB in a temporary folder, in a realm with defaults that would break crossovers. */
public final class TestKdb implements AutoCloseable {
  /** With the address sanitizer; {@code make plugin} builds it. */
  static final Path KADM5 = Path.of("target/c/kxover-kadm5-local.sanitized").toAbsolutePath();

  /** What {@code kadmin.local} in the PATH belongs to. */
  private static final KdcPrograms SYSTEM = new KdcPrograms("", false);

  final Realm realm;
  public final Path folder;
  private final boolean lmdb;
  private final int port;
  private Process kdc;

  /** Creates the KDB, and a krb5.conf with only this realm. */
  public TestKdb(Path folder, String realm) throws IOException, InterruptedException {
    this(folder, realm, false);
  }

  /** As the constructor, with the library LMDB in place of DB2. */
  public static TestKdb inLmdb(Path folder, String realm) throws IOException, InterruptedException {
    return new TestKdb(folder, realm, true);
  }

  private TestKdb(Path folder, String realm, boolean lmdb)
      throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    this.lmdb = lmdb;
    this.realm = new Realm(realm);
    this.port = Ports.free();
    writeKrb5Conf(List.of(this));
    Files.writeString(
        folder.resolve("kdc.conf"),
        String.join(
            "\n",
            "[realms]",
            realm + " = {",
            lmdb ? LabLmdb.MODULE : "  database_name = " + folder.resolve("principal"),
            "  key_stash_file = " + folder.resolve("stash"),
            "  acl_file = " + folder.resolve("kadm5.acl"),
            "  kdc_listen = 127.0.0.1:" + port,
            "  kdc_tcp_listen = 127.0.0.1:" + port,
            "  max_renewable_life = 7d",
            "  default_principal_flags = +preauth",
            "}",
            "[logging]",
            "  kdc = FILE:" + folder.resolve("kdc.log"),
            lmdb ? LabLmdb.section(SYSTEM, folder, folder.resolve("principal")) : ""));
    run("kdb5_util", "-r", realm, "create", "-s", "-P", "a master key's password");
    kadmin("addpol -maxlife 1days -minclasses 4 -history 3 default");
  }

  /** Two realms, each with a krb5.conf for both and with a user alice who logs in with a keytab. */
  static List<TestKdb> two(Path folder) throws IOException, InterruptedException {
    TestKdb a = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    TestKdb b = new TestKdb(folder.resolve("b"), "B.EXAMPLE");
    List<TestKdb> both = List.of(a, b);
    for (TestKdb kdb : both) {
      kdb.writeKrb5Conf(both);
    }
    for (TestKdb kdb : both) {
      kdb.kadmin("addprinc -clearpolicy -requires_preauth -pw alice alice");
      kdb.kadmin("ktadd -norandkey -k " + kdb.aliceKeytab() + " alice");
    }
    return both;
  }

  /** The file with the principals. */
  public Path file() {
    Path database = folder.resolve("principal");
    return lmdb ? LabLmdb.file(database) : database;
  }

  /** True if readers wait while {@link #lock} is held. */
  public boolean readersWait() {
    return !lmdb;
  }

  /** Locks the database as {@code kdb5_util load} does, until the result is closed. */
  public AutoCloseable lock() throws IOException, InterruptedException {
    if (lmdb) {
      return load(dump());
    }
    FileChannel lock =
        FileChannel.open(
            folder.resolve("principal.ok"), StandardOpenOption.READ, StandardOpenOption.WRITE);
    lock.lock();
    return lock;
  }

  /** Begins to load that dump. */
  public EndlessLoad load(String dump) throws IOException {
    return new EndlessLoad(
        folder,
        dump.getBytes(StandardCharsets.ISO_8859_1),
        pipe ->
            new LabCommand(folder, "kdb5_util", "-r", realm.name(), "load", pipe.toString())
                .env(environment()));
  }

  /** What MIT's library says of a database whose file is missing. */
  public String isMissing() {
    return lmdb ? "LMDB file " : "No such file or directory";
  }

  /**
   * Limits an LMDB database to so many megabytes, for programs that are started after this. They do
   * not wait for the disk.
   */
  void mapsize(int megabytes) throws IOException {
    Path conf = folder.resolve("kdc.conf");
    Files.writeString(
        conf,
        Files.readString(conf)
            .replaceFirst(
                "(nosync = true\n *)?mapsize = [0-9]+",
                "nosync = true\n        mapsize = " + megabytes));
  }

  /** Breaks the database for programs that have it open: LMDB does not open a file again. */
  void destroy() throws IOException {
    if (lmdb) {
      try (FileChannel file = FileChannel.open(file(), StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
    } else {
      Files.delete(file());
    }
  }

  Path aliceKeytab() {
    return folder.resolve("alice.keytab");
  }

  /** Makes clients of this realm use {@code impostor}'s KDC as the KDC of {@code realm}. */
  void misdirect(TestKdb realm, TestKdb impostor) throws IOException {
    Path conf = folder.resolve("krb5.conf");
    Files.writeString(
        conf,
        Files.readString(conf).replace("1:" + realm.port + "\n", "1:" + impostor.port + "\n"));
  }

  /** Writes a krb5.conf with {@code realms}. */
  void writeKrb5Conf(List<TestKdb> realms) throws IOException {
    StringBuilder conf =
        new StringBuilder("[libdefaults]\ndefault_realm = " + realm + "\n")
            .append("dns_lookup_kdc = false\ndns_lookup_realm = false\nrdns = false\n")
            .append("dns_canonicalize_hostname = false\nudp_preference_limit = 1\n[realms]\n");
    for (TestKdb kdb : realms) {
      conf.append(kdb.realm + " = {\n  kdc = 127.0.0.1:" + kdb.port + "\n}\n");
    }
    Files.writeString(folder.resolve("krb5.conf"), conf);
  }

  Map<String, String> environment() {
    return Map.of(
        "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
        "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString(),
        "KRB5CCNAME", "FILE:" + folder.resolve("ccache"));
  }

  public KadminSettings settings() {
    return new KadminSettings(
        List.of("kadmin.local", "-r", realm.name()), environment(), Duration.ofSeconds(30), 8);
  }

  /** As {@link #settings()}, with kxover-kadm5-local in place of kadmin.local. */
  public KadminSettings kadm5() {
    return new KadminSettings(
        List.of(KADM5.toString(), "-r", realm.name()), environment(), Duration.ofSeconds(30), 8);
  }

  /** As {@link #kadm5()}, with a program that ends where a test decides. */
  public KadminSettings kadm5(DyingKadmin dying) {
    return new KadminSettings(
        dying.command(kadm5().command()), environment(), Duration.ofSeconds(30), 8);
  }

  /** As {@link #settings()}, with a kadmin.local that ends where a test decides. */
  public KadminSettings settings(DyingKadmin dying) {
    return new KadminSettings(
        dying.command(settings().command()), environment(), Duration.ofSeconds(30), 8);
  }

  /** The store's access to this database, for tests of the layer above it. */
  public Principals principals() {
    return new KadminPrincipals(realm, settings(), StoreListener.none());
  }

  /** The principal of that name, read with a separate kadmin.local. */
  public PrincipalEntry entry(PrincipalName name) throws Exception {
    String output = kadmin("getprinc " + name);
    return PrincipalParser.parse(output.substring(output.indexOf("Principal: ")));
  }

  /** The keys of a principal as klist prints them: a line with kvno, etype and key for each. */
  public List<String> keys(PrincipalName name) throws IOException, InterruptedException {
    Path keytab = folder.resolve("keys" + System.nanoTime());
    kadmin("ktadd -norandkey -k " + keytab + " " + name);
    return run("klist", "-k", "-K", "-e", keytab.toString())
        .lines()
        .filter(line -> line.contains(name.toString()))
        .toList();
  }

  /** Runs one request in a separate kadmin.local; returns its stdout and stderr. */
  public String kadmin(String request) throws IOException, InterruptedException {
    return run("kadmin.local", "-r", realm.name(), "-q", request);
  }

  public String dump() throws IOException, InterruptedException {
    Path file = folder.resolve("dump");
    run("kdb5_util", "-r", realm.name(), "dump", file.toString());
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** Starts krb5kdc and waits until it accepts connections. */
  void startKdc() throws IOException, InterruptedException {
    kdc = start(List.of("krb5kdc", "-n", "-r", realm.name()), folder.resolve("krb5kdc.out"));
    for (boolean up = false; !up; ) {
      if (kdc.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException(Files.readString(folder.resolve("krb5kdc.out")));
      }
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        up = socket.isConnected();
      } catch (IOException e) {
        up = false;
      }
    }
  }

  /**
   * Runs a Kerberos program in this realm and returns its output.
   *
   * @throws IOException if it fails
   */
  public String run(String... command) throws IOException, InterruptedException {
    Result result = tryRun(command);
    if (result.status() != 0) {
      throw new IOException(List.of(command) + ": " + result.output());
    }
    return result.output();
  }

  record Result(int status, String output) {}

  Result tryRun(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run", ".out");
    Process process = start(List.of(command), output);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(List.of(command) + " does not end");
    }
    return new Result(process.exitValue(), Files.readString(output));
  }

  private Process start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().putAll(environment());
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  @Override
  public void close() throws InterruptedException {
    if (kdc != null) {
      kdc.destroy();
      if (!kdc.waitFor(10, TimeUnit.SECONDS)) {
        kdc.destroyForcibly();
      }
    }
  }
}
