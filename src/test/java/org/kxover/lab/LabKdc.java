package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A realm's MIT KDC, which asks kxoverd through the plugin or the patch, or has no settings for it.
 */
public final class LabKdc extends LabAdministrator {
  /** Where the build leaves the plugin. */
  public static final Path PLUGIN = Path.of("target/plugin/kxover.so").toAbsolutePath();

  /** The program that prints the types that the KDC permits. */
  static final Path ENCTYPES = PLUGIN.resolveSibling("kxover-enctypes");

  /** The program that changes a database by libkadm5srv; {@code make plugin} builds it. */
  public static final Path KADM5 = Path.of("target/c/kxover-kadm5-local").toAbsolutePath();

  /** Where the build leaves the guard. */
  public static final Path GUARD = Path.of("target/plugin/kxover-guard.so").toAbsolutePath();

  /** The patch for 1.13.3 has the guard. Most tests are about other things. */
  private static final String OFF = "    guard = off\n";

  private static final String MAX_LIFE = "max_life = 1d\n";
  private static final Duration LIMIT = Patience.LIMIT;

  private final Lab lab;
  private final LabRealm realm;
  private final String name;
  private final int port = Ports.free();
  private KdcPrograms programs;
  private final LabDatabase database;
  private boolean aesSha2;
  private int workers;
  private Optional<LabClock> clock = Optional.empty();
  private boolean sanitized;
  private LabProcess process;

  private LabKdc(Lab lab, LabRealm realm, String name, String settings) throws IOException {
    this.database = realm.database();
    this.lab = lab;
    this.realm = realm;
    this.name = name;
    this.programs = lab.programs();
    Files.writeString(
        config(),
        """
        [libdefaults]
            default_realm = %s
            dns_lookup_realm = false
            dns_lookup_kdc = false
            dns_canonicalize_hostname = false
            rdns = false
            spake_preauth_groups = edwards25519
        """
            .formatted(realm.name()));
    Files.writeString(
        profile(),
        """
        [kdcdefaults]
            kdc_listen = %5$s
            kdc_tcp_listen = %5$s
            # For releases before 1.15.
            kdc_ports = %1$d
            kdc_tcp_ports = %1$d
        [realms]
            %2$s = {
                max_life = 1d
                max_renewable_life = 7d
        %3$s    }
        [logging]
            kdc = FILE:%4$s
        """
                .formatted(
                    port,
                    realm.name(),
                    database.realmSettings().indent(8),
                    logFile(),
                    realm.address(port))
            + database.sections()
            + settings);
  }

  /** Makes a KDC that asks the realm's kxoverd, and its database if there is none. */
  static LabKdc withKxoverd(Lab lab, LabRealm realm) throws IOException {
    LabKdc kdc =
        new LabKdc(
            lab,
            realm,
            "kdc",
            """
            [kxover]
                socket = %s
                time_budget = 20000
            %s%s
            """
                .formatted(realm.kxoverd().socket(), OFF, lab.programs().pluginSection(PLUGIN)));
    if (realm.first().isEmpty()) {
      kdc.database.create(kdc);
      kdc.attachKadmin();
    } else {
      realm.kxoverd().set(realm, "kadmin", kdc.kadminCommand());
      kdc.aesSha2 = realm.first().get().kdc().aesSha2;
    }
    return kdc;
  }

  /** Makes kxoverd use this release's kadmin, and finds out which key types it supports. */
  private void attachKadmin() throws IOException {
    realm.kxoverd().set(realm, "kadmin", kadminCommand());
    aesSha2 = LabKeyTypes.haveSha2(programs, this);
  }

  /** Uses another release from the next start on, also for kxoverd's kadmin. */
  public void upgrade(KdcPrograms newer) throws IOException {
    programs = newer;
    Files.writeString(profile(), Files.readString(profile()) + programs.pluginSection(PLUGIN));
    attachKadmin();
  }

  /** Has kxoverd change the database by libkadm5srv, from its next start on. */
  public LabKdc attachKadm5() throws IOException {
    realm.kxoverd().set(realm, "kadm5", KADM5 + " -r " + realm.name());
    return this;
  }

  /** The value of the setting {@code kadmin} for this realm's kxoverd. */
  public String kadminCommand() {
    return programs.path("kadmin.local") + " -r " + realm.name();
  }

  /** Uses this clock from the next start on, also for kxoverd's kadmin. */
  void clock(LabClock own) throws IOException {
    clock = Optional.of(own);
    realm.kxoverd().set(realm, "kadmin", own.prefix() + kadminCommand());
  }

  /** The KDC's own clock; empty for the system's. */
  Optional<LabClock> clock() {
    return clock;
  }

  /** The encryption types of crossover keys in this release, the strongest first. */
  public List<String> crossoverKeyTypes() {
    return LabKeyTypes.strongestFirst(aesSha2);
  }

  /** A second KDC of the realm, on the same database, without settings for kxoverd. */
  public static LabKdc stock(Lab lab, LabRealm realm) throws IOException {
    return new LabKdc(lab, realm, "stock-kdc", "");
  }

  /** As {@link #stock(Lab, LabRealm)}, with programs and names of files of its own. */
  public static LabKdc stock(Lab lab, LabRealm realm, String name, KdcPrograms programs)
      throws IOException {
    LabKdc kdc = new LabKdc(lab, realm, name, "");
    kdc.programs = programs;
    return kdc;
  }

  /**
   * As {@link #stock(Lab, LabRealm)}, without what the patch refuses to clients of other realms.
   */
  public static LabKdc unguarded(Lab lab, LabRealm realm) throws IOException {
    return unguarded(lab, realm, "stock-kdc");
  }

  /**
   * As {@link #unguarded(Lab, LabRealm)}, beside others.
   *
   * @param name of its files
   */
  public static LabKdc unguarded(Lab lab, LabRealm realm, String name) throws IOException {
    return new LabKdc(lab, realm, name, "[kxover]\n" + OFF + "    clients = all\n");
  }

  /** Sets the number of worker processes (krb5kdc -w), from the next start on. */
  public LabKdc workers(int number) {
    workers = number;
    return this;
  }

  /**
   * Runs a KDC with the patch and the sanitizers, which end it at their first finding, and a guard
   * with them, from the next start on.
   *
   * @param guard the module
   */
  public LabKdc sanitized(Path guard) throws IOException {
    upgrade(KdcPrograms.withPatch());
    Files.writeString(
        profile(), Files.readString(profile()).replace(GUARD.toString(), guard.toString()));
    sanitized = true;
    return this;
  }

  /** What the sanitizers wrote; empty if they found nothing. */
  public String findings() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(realm.folder())) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("sanitizer.")).toList()) {
        text.append(LabCommand.text(file));
      }
    }
    return text.toString();
  }

  /**
   * Attaches the guard, from the next start on.
   *
   * @param settings lines for the section [kxover]
   */
  public LabKdc guard(String... settings) throws IOException {
    Files.writeString(
        profile(),
        Files.readString(profile()).replace(OFF, "")
            + """
            [plugins]
                kdcpolicy = {
                    module = kxover:%s
                }
            [kxover]
            %s
            """
                .formatted(GUARD, String.join("\n", settings)));
    return this;
  }

  /**
   * Sets a relation in the realm's subsection of kdc.conf, from the next start on. It replaces the
   * value of an earlier call, as the KDC would take the last of two.
   */
  public LabKdc set(String name, String value) throws IOException {
    String relation = "        " + name + " = ";
    Files.writeString(
        profile(),
        Files.readString(profile())
            .replaceAll("(?m)^" + relation + ".*\n", "")
            .replace(MAX_LIFE, MAX_LIFE + relation + value + "\n"));
    return this;
  }

  /**
   * Sets a relation in the section [kxover] of kdc.conf, from the next start on. It replaces the
   * value of an earlier call.
   */
  public LabKdc setKxover(String name, String value) throws IOException {
    String section = "[kxover]\n";
    Files.writeString(
        profile(),
        Files.readString(profile())
            .replaceAll("(?m)^" + name + " = .*\n", "")
            .replaceFirst(
                Pattern.quote(section),
                Matcher.quoteReplacement(section + name + " = " + value + "\n")));
    return this;
  }

  /** The KDC reads its settings again. */
  @Override
  public void restart() throws IOException {
    stop();
    start();
  }

  /**
   * Maps a domain to a realm in [domain_realm], as an administrator does. Call before the start.
   */
  public LabKdc mapDomain(String domain, LabRealm other) throws IOException {
    Files.writeString(
        profile(),
        Files.readString(profile())
            + "[domain_realm]\n    .%s = %s\n".formatted(domain, other.name()));
    return this;
  }

  /** The service that this KDC puts into its question to kxoverd for {@code service/host}. */
  public String question(String service, String host) {
    // The hostrealm interface has no service, so the plugin always asks for "host".
    return (programs.patched() ? service : "host") + "/" + host;
  }

  public int port() {
    return port;
  }

  /** The value of database_name; the database's files and the stash file are beside it. */
  public Path database() {
    return realm.databaseFolder().resolve("principal");
  }

  /** The file with the principals. */
  public Path databaseFile() {
    return database.file();
  }

  /**
   * Locks the database as kdb5_util does, until the result is closed.
   *
   * @param shared false to stop readers too, where the library can do that
   */
  public AutoCloseable lockDatabase(boolean shared) throws IOException {
    return database.lock(this, shared);
  }

  public long pid() {
    return process.pid();
  }

  /** krb5.conf of the KDC's machine. */
  public Path config() {
    return realm.folder().resolve("krb5.conf");
  }

  /** The realm's kdc.conf. */
  public Path profile() {
    return realm.folder().resolve(name + ".conf");
  }

  /** Adds to the realm's subsection of kdc.conf. */
  void realmSettings(String lines) throws IOException {
    Files.writeString(
        profile(), Files.readString(profile()).replace(MAX_LIFE, MAX_LIFE + lines.indent(8)));
  }

  /** The value of a relation in the realm's subsection of kdc.conf. */
  String realmSetting(String name) throws IOException {
    return Files.readString(profile()).replaceAll("(?s).*\\b" + name + " = ([^\n]*)\n.*", "$1");
  }

  public void start() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-n", "-r", realm.name()));
    if (workers > 0) {
      arguments.addAll(List.of("-w", Integer.toString(workers)));
    }
    // A restarted KDC appends to its log.
    int before = log().length();
    String name = sanitized ? "krb5kdc.sanitized" : "krb5kdc";
    LabCommand krb5kdc = program(name, arguments.toArray(String[]::new));
    if (sanitized) {
      String options = "log_path=" + realm.folder().resolve("sanitizer");
      krb5kdc.env("ASAN_OPTIONS", options).env("UBSAN_OPTIONS", options + ":print_stacktrace=1");
    }
    if (clock.isPresent()) {
      krb5kdc.env(clock.get().environment());
    }
    process = lab.closeAtEnd(realm.inside(krb5kdc).start());
    process.await("is ready", () -> log().indexOf("commencing operation", before) >= 0, LIMIT);
  }

  public void stop() {
    process.stop();
  }

  /** Kills the KDC with SIGKILL. It must not have workers. */
  public void kill() {
    process.kill();
  }

  public ProcessHandle handle() {
    return ProcessHandle.of(process.pid()).orElseThrow();
  }

  public String log() {
    try {
      return Files.exists(logFile()) ? LabCommand.text(logFile()) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path logFile() {
    return realm.folder().resolve("krb5" + name + ".log");
  }

  @Override
  LabRealm realm() {
    return realm;
  }

  @Override
  LabCommand program(String program, String... arguments) {
    return new LabCommand(realm.folder(), programs.path(program), arguments)
        .env(Map.of("KRB5_CONFIG", config().toString(), "KRB5_KDC_PROFILE", profile().toString()));
  }
}
