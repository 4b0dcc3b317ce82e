package org.kxover.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabProcess;
import org.kxover.lab.Patience;
import org.kxover.lab.Ports;

/**
 * The realm A.EXAMPLE with the user alice and a service, and several KDCs on one database. Patched
 * KDCs ask the test's daemon. A stock KDC gives the answers to compare with.
 */
final class PatchedRealm implements AutoCloseable {
  static final String KNOWN = "host/known.a.example@A.EXAMPLE";

  private static final Duration LIMIT = Patience.LIMIT;

  private final Path folder;
  private final KdcPrograms programs = KdcPrograms.withPatch();
  private final boolean sanitized;
  private final Path driver;
  private final List<LabProcess> processes = new ArrayList<>();
  private final List<String> names = new ArrayList<>(List.of("A.EXAMPLE"));

  /** A running KDC. */
  record Kdc(int port, Path log, LabProcess process) {
    /** The log lines that contain these words, without time and process. */
    List<String> lines(String words) throws IOException {
      if (!Files.exists(log)) {
        return List.of();
      }
      try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
        return lines
            .filter(line -> line.contains(words))
            .map(line -> line.replaceFirst("^.*?\\): ", ""))
            .toList();
      }
    }
  }

  /**
   * @param sanitized true to run krb5kdc.sanitized, if the installation has it
   */
  PatchedRealm(Path folder, boolean sanitized) throws Exception {
    this.folder = folder;
    this.sanitized = sanitized;
    driver = new NativeBuild(folder).tgsDriver();
    Files.writeString(
        folder.resolve("krb5.conf"),
        """
        [libdefaults]
            default_realm = A.EXAMPLE
            dns_lookup_realm = false
            dns_lookup_kdc = false
            dns_canonicalize_hostname = false
            rdns = false
        """);
    profile("kdc.conf", 0, "");
    program(programs, "kdc.conf", "kdb5_util", "create", "-s", "-P", "master key").run();
    kadmin("addprinc -pw secret alice");
    kadmin("addprinc -randkey " + KNOWN);
    kadmin("addprinc -randkey krbtgt/B.EXAMPLE@A.EXAMPLE");
  }

  /** Starts a patched KDC with these lines in its section {@code [kxover]}. */
  Kdc patched(String... settings) throws IOException {
    return start("[kxover]\n" + String.join("\n", settings));
  }

  /** Starts the system's KDC with the plugin, and these lines in its section {@code [kxover]}. */
  Kdc withPlugin(String... settings) throws IOException {
    KdcPrograms system = new KdcPrograms("", false);
    return start(
        system,
        "[kxover]\n" + String.join("\n", settings) + "\n" + system.pluginSection(LabKdc.PLUGIN));
  }

  /** Starts a patched KDC without a section {@code [kxover]}, which answers as a stock KDC. */
  Kdc stock() throws IOException {
    return start("");
  }

  /** Starts a KDC with more sections in its kdc.conf, and these arguments. */
  Kdc start(String sections, String... arguments) throws IOException {
    return start(programs, sections, arguments);
  }

  private Kdc start(KdcPrograms from, String sections, String... arguments) throws IOException {
    int port = Ports.free();
    String profile = port + ".conf";
    Path log = profile(profile, port, sections);
    List<String> words = new ArrayList<>(List.of("-n"));
    words.addAll(List.of(arguments));
    return await(
        new Kdc(
            port, log, program(from, profile, "krb5kdc", words.toArray(String[]::new)).start()));
  }

  /** Starts a patched KDC that has ended once more, at its port. Empties its log. */
  Kdc restart(Kdc ended) throws IOException {
    processes.remove(ended.process());
    Files.writeString(ended.log(), "");
    LabProcess process = program(programs, ended.port() + ".conf", "krb5kdc", "-n").start();
    return await(new Kdc(ended.port(), ended.log(), process));
  }

  private Kdc await(Kdc kdc) {
    processes.add(kdc.process());
    kdc.process()
        .await(
            "is ready",
            () -> {
              try {
                return !kdc.lines("commencing operation").isEmpty();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            LIMIT);
    return kdc;
  }

  String kadmin(String command) throws IOException {
    return program(programs, "kdc.conf", "kadmin.local", "-q", command).run();
  }

  /** Logs alice in at a KDC. */
  void login(Kdc kdc) throws IOException {
    loginAs(kdc, "alice");
  }

  /**
   * Adds a user whose name can have any octets.
   *
   * @param name in the syntax of printf(1): {@code j\\303\\274rgen}
   */
  void addUser(String name) throws IOException {
    program(programs, "kdc.conf", "kadmin.local")
        .startedBy("sh", "-c", "\"$0\" -q \"addprinc -pw secret $(printf '" + name + "')\"")
        .run();
  }

  /**
   * Logs a user in at a KDC.
   *
   * @param name in the syntax of printf(1)
   * @param options of kinit
   */
  void loginAs(Kdc kdc, String name, String... options) throws IOException {
    StringBuilder realms = new StringBuilder("[realms]\n");
    for (String realm : names) {
      realms.append("%s = {\n kdc = 127.0.0.1:%d\n}\n".formatted(realm, kdc.port()));
    }
    Files.writeString(
        folder.resolve("client.conf"), Files.readString(folder.resolve("krb5.conf")) + realms);
    String kinit = "\"$0\" " + String.join(" ", options) + " \"$(printf '" + name + "')\"";
    client("kinit").startedBy("sh", "-c", kinit).input("secret\n").run();
  }

  /** The credential cache of whoever is logged in. */
  Path cache() {
    return folder.resolve("ccache");
  }

  /** A principal's only key in hexadecimal, extracted without changing it. */
  String key(String principal) throws IOException {
    Path keytab = folder.resolve("extracted.keytab");
    kadmin("ktadd -norandkey -k " + keytab + " " + principal);
    String listed = client("klist", "-K", "-k", keytab.toString()).run();
    Files.delete(keytab);
    return listed.replaceAll("(?s).*\\(0x([0-9a-f]+)\\).*", "$1");
  }

  /**
   * Makes another realm with a user. A KDC here serves it from the same database, as a KDC with one
   * realm looks up principals of any.
   *
   * @param user with the realm
   */
  void addRealm(String realm, String user) throws IOException {
    names.add(realm);
    kadmin("addprinc -randkey krbtgt/" + realm + "@" + realm);
    kadmin("addprinc -pw secret " + user);
  }

  /** Lets users of {@code client} go to {@code service} by a key made by hand. */
  void trust(String client, String service) throws IOException {
    kadmin("addprinc -randkey krbtgt/" + service + "@" + client);
  }

  /** Gets these tickets for the user who is logged in, one after the other. */
  void tickets(String... servers) throws IOException {
    for (String server : servers) {
      client("kvno", server).run();
    }
  }

  /**
   * Makes {@code count} different TGS requests of the user who is logged in for each of these
   * servers. Options of the driver may precede them.
   */
  List<byte[]> requests(int count, String... servers) throws IOException {
    return driver(count, servers);
  }

  private List<byte[]> driver(int count, String... rest) throws IOException {
    List<String> words = new ArrayList<>(List.of(Integer.toString(count)));
    words.addAll(List.of(rest));
    return client(driver.toString(), words.toArray(String[]::new))
        .run()
        .lines()
        .map(HexFormat.of()::parseHex)
        .toList();
  }

  byte[] request(String server) throws IOException {
    return requests(1, server).get(0);
  }

  /** The findings of the sanitizers; empty if there are none. */
  String findings() throws IOException {
    StringBuilder found = new StringBuilder();
    for (Path report : reports()) {
      found.append(Files.readString(report, StandardCharsets.ISO_8859_1));
    }
    return found.toString();
  }

  /** The findings of the sanitizers, which then are forgotten. */
  String takeFindings() throws IOException {
    String found = findings();
    for (Path report : reports()) {
      Files.delete(report);
    }
    return found;
  }

  private List<Path> reports() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("sanitizer.")).toList();
    }
  }

  /** Stops every KDC, so that the sanitizers report leaks. */
  @Override
  public void close() {
    processes.forEach(LabProcess::close);
    processes.clear();
  }

  private Path profile(String name, int port, String sections) throws IOException {
    Path log = folder.resolve(name + ".kdc.log");
    Files.writeString(
        folder.resolve(name),
        """
        [kdcdefaults]
            kdc_ports = %1$d
            kdc_tcp_ports = %1$d
            kdc_listen = 127.0.0.1:%1$d
            kdc_tcp_listen = 127.0.0.1:%1$d
        [realms]
            A.EXAMPLE = {
                database_name = %2$s/principal
                key_stash_file = %2$s/stash
            }
        [logging]
            kdc = FILE:%3$s
        %4$s
        """
            .formatted(port, folder, log, sections));
    return log;
  }

  private LabCommand program(
      KdcPrograms from, String profile, String program, String... arguments) {
    String path = from.path(program);
    String sanitizedPath = path + ".sanitized";
    boolean other = sanitized && Files.exists(Path.of(sanitizedPath));
    String options = "log_path=" + folder.resolve("sanitizer");
    return new LabCommand(folder, other ? sanitizedPath : path, arguments)
        .env(
            Map.of(
                "KRB5_CONFIG",
                folder.resolve("krb5.conf").toString(),
                "KRB5_KDC_PROFILE",
                folder.resolve(profile).toString(),
                "ASAN_OPTIONS",
                // The default of 256 MB of freed memory would hide a leak, or look like one.
                options + ":quarantine_size_mb=16",
                "UBSAN_OPTIONS",
                options + ":print_stacktrace=1"));
  }

  private LabCommand client(String program, String... arguments) {
    return new LabCommand(folder, program, arguments)
        .env(
            Map.of(
                "KRB5_CONFIG",
                folder.resolve("client.conf").toString(),
                "KRB5CCNAME",
                "FILE:" + cache()));
  }
}
