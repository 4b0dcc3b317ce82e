package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kxover.kerberos.KerberosTime;

/** A realm's MIT KDC, which asks kxoverd as {@link KdcPrograms} says, or has no settings for it. */
public final class LabKdc {
  /** Where the build leaves the plugin. */
  public static final Path PLUGIN = Path.of("target/plugin/kxover.so").toAbsolutePath();

  private static final String MAX_LIFE = "max_life = 1d\n";
  private static final Duration LIMIT = Patience.LIMIT;

  private static final String AES_SHA1 = "aes256-cts-hmac-sha1-96";

  /** Of MIT krb5 1.15 and later. */
  private static final String AES_SHA2 = "aes256-cts-hmac-sha384-192";

  private final Lab lab;
  private final LabRealm realm;
  private final String name;
  private final int port = Ports.free();
  private KdcPrograms programs;
  private final LabDatabase database;
  private boolean aesSha2;
  private int workers;
  private Optional<LabClock> clock = Optional.empty();
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
            kdc_listen = %5$s:%1$d
            kdc_tcp_listen = %5$s:%1$d
            # Of releases before 1.15.
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
                    realm.address())
            + database.sections()
            + settings);
  }

  /** A KDC that asks the realm's kxoverd, and the database that it serves. */
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
            %s
            """
                .formatted(realm.kxoverd().socket(), lab.programs().pluginSection(PLUGIN)));
    if (realm.first().isEmpty()) {
      kdc.database.create(kdc);
      kdc.attachKadmin();
    } else {
      realm.kxoverd().set(realm, "kadmin", kdc.kadminCommand());
      kdc.aesSha2 = realm.first().get().kdc().aesSha2;
    }
    return kdc;
  }

  /** kxoverd administers the database with this release's own kadmin. */
  private void attachKadmin() throws IOException {
    realm.kxoverd().set(realm, "kadmin", kadminCommand());
    String probe = "addprinc -randkey -e " + AES_SHA2 + ":normal probe";
    aesSha2 = kadmin(probe).contains("created");
    if (aesSha2) {
      kadmin("delprinc -force probe");
    }
  }

  /** Is of another release from the next start on, and so is kxoverd's kadmin. */
  public void upgrade(KdcPrograms newer) throws IOException {
    programs = newer;
    Files.writeString(profile(), Files.readString(profile()) + programs.pluginSection(PLUGIN));
    attachKadmin();
  }

  /** The setting {@code kadmin} of this realm's kxoverd. */
  public String kadminCommand() {
    return programs.path("kadmin.local") + " -r " + realm.name();
  }

  /** Sees this clock from the next start on, and so does the realm's kxoverd's kadmin. */
  void clock(LabClock own) throws IOException {
    clock = Optional.of(own);
    realm.kxoverd().set(realm, "kadmin", own.prefix() + kadminCommand());
  }

  /** The clock that this KDC's machine has for itself, if it has. */
  Optional<LabClock> clock() {
    return clock;
  }

  /** The types of a crossover key that this release makes, the strongest first. */
  public List<String> crossoverKeyTypes() {
    return aesSha2
        ? List.of(AES_SHA2, AES_SHA1, "aes128-cts-hmac-sha256-128", "aes128-cts-hmac-sha1-96")
        : List.of(AES_SHA1, "aes128-cts-hmac-sha1-96");
  }

  /** A second KDC of the same realm and database that has never heard of kxoverd. */
  public static LabKdc stock(Lab lab, LabRealm realm) throws IOException {
    return new LabKdc(lab, realm, "stock-kdc", "");
  }

  /** Serves with this many processes, from the next start on. */
  public LabKdc workers(int number) {
    workers = number;
    return this;
  }

  /** A relation of the realm's section in kdc.conf, from the next start on. */
  public LabKdc set(String name, String value) throws IOException {
    String last = "max_life = 1d\n";
    Files.writeString(
        profile(),
        Files.readString(profile()).replace(last, last + "        " + name + " = " + value + "\n"));
    return this;
  }

  /** Its administrator says of which realm the hosts below a domain are; before it starts. */
  public LabKdc knows(String domain, LabRealm other) throws IOException {
    Files.writeString(
        profile(),
        Files.readString(profile())
            + "[domain_realm]\n    .%s = %s\n".formatted(domain, other.name()));
    return this;
  }

  /** What this KDC's kxoverd is asked about for a request for that service of that host. */
  public String question(String service, String host) {
    // The plugin's interface does not tell the service.
    return (programs.patched() ? service : "host") + "/" + host;
  }

  public int port() {
    return port;
  }

  /** The database's file; its lock files and the stash file are beside it. */
  public Path database() {
    return realm.databaseFolder().resolve("principal");
  }

  /** The process that runs now. */
  public long pid() {
    return process.pid();
  }

  /** The realm's krb5.conf, for programs on the KDC's machine. */
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

  /** What the realm's subsection of kdc.conf says. */
  String realmSetting(String name) throws IOException {
    return Files.readString(profile()).replaceAll("(?s).*\\b" + name + " = ([^\n]*)\n.*", "$1");
  }

  public void start() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-n", "-r", realm.name()));
    if (workers > 0) {
      arguments.addAll(List.of("-w", Integer.toString(workers)));
    }
    // The log goes on where the last start left it.
    int before = log().length();
    LabCommand krb5kdc = program("krb5kdc", arguments.toArray(String[]::new));
    if (clock.isPresent()) {
      krb5kdc.env(clock.get().environment());
    }
    process = lab.closing(realm.inside(krb5kdc).start());
    process.await("is ready", () -> log().indexOf("commencing operation", before) >= 0, LIMIT);
  }

  public void stop() {
    process.stop();
  }

  /** Ends a KDC of one process as a crash would. */
  public void kill() {
    process.kill();
  }

  /** The process that runs now. */
  public ProcessHandle handle() {
    return ProcessHandle.of(process.pid()).orElseThrow();
  }

  /** What the KDC has logged. */
  public String log() {
    try {
      return Files.exists(logFile()) ? LabCommand.text(logFile()) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs one command of kadmin.local, which must succeed, and returns what it said. */
  public String kadmin(String command) throws IOException {
    return program("kadmin.local", "-r", realm.name(), "-q", command).run();
  }

  /**
   * Makes principals, one after the other in one kadmin.local.
   *
   * @param principals what follows {@code addprinc}: options and a name
   */
  public void addPrincipals(List<String> principals) throws IOException {
    String commands =
        principals.stream().map(words -> "addprinc " + words + "\n").collect(Collectors.joining());
    String said = program("kadmin.local", "-r", realm.name()).input(commands).run();
    if (said.split("\" created\\.", -1).length != principals.size() + 1) {
      throw new IOException("not all principals were made:\n" + said);
    }
  }

  LabPrincipal principal(String name) throws IOException {
    return LabPrincipal.parse(
        program("kadmin.local", "-r", realm.name(), "-q", "getprinc " + name).runToAnyEnd().text());
  }

  /** Backs the database up, as an administrator does. */
  public Path dump() throws IOException {
    Path file = Files.createTempFile(realm.folder(), "database-", ".dump");
    program("kdb5_util", "-r", realm.name(), "dump", file.toString()).run();
    return file;
  }

  /** Puts a backup in the place of the database, under all that have it open. */
  public void load(Path dump) throws IOException {
    program("kdb5_util", "-r", realm.name(), "load", dump.toString()).run();
  }

  /** A principal's keys in hexadecimal, as a keytab of them shows; they stay what they are. */
  public List<String> key(String name) throws IOException {
    return keyLines(name).stream()
        .map(line -> line.replaceAll(".*\\(0x([0-9a-f]+)\\).*", "$1"))
        .toList();
  }

  /** As {@link #key}, each with its kvno and type in the words of klist. */
  public List<String> keyLines(String name) throws IOException {
    Path keytab = Files.createTempFile(realm.folder(), "key-", ".keytab");
    Files.delete(keytab);
    kadmin("ktadd -norandkey -k " + keytab + " " + name);
    return program("klist", "-K", "-e", "-k", keytab.toString())
        .run()
        .lines()
        .filter(line -> line.contains("(0x"))
        .toList();
  }

  /**
   * As an administrator who wants another key soon: this one does not last for another ticket. The
   * KDC starts anew, as it may have kept a referral to that realm, and would not ask.
   */
  public void letKeyEndSoon(String crossover, int kvno) throws IOException {
    String attribute = "kxover." + kvno;
    String said =
        kadmin("getstrs " + crossover)
            .lines()
            .filter(line -> line.startsWith(attribute + ": "))
            .findFirst()
            .orElseThrow()
            .substring(attribute.length() + 2);
    String till = new KerberosTime(Instant.now().plus(Duration.ofHours(9))).toString();
    String other = said.replaceAll("till=\\d+Z", "till=" + till);
    kadmin("setstr " + crossover + " " + attribute + " \"" + other + "\"");
    stop();
    start();
  }

  /** All principals in the database, a line each. */
  public String principals() throws IOException {
    return kadmin("listprincs");
  }

  /** Has no crossover principal, and no referral in its memory. */
  void forget() throws IOException {
    String own = "krbtgt/" + realm.name() + "@" + realm.name();
    String commands =
        principals()
            .lines()
            .filter(name -> name.startsWith("krbtgt/") && !name.equals(own))
            .map(name -> "delprinc -force " + name + "\n")
            .collect(Collectors.joining());
    if (!commands.isEmpty()) {
      program("kadmin.local", "-r", realm.name()).input(commands).run();
    }
    stop();
    start();
  }

  private Path logFile() {
    return realm.folder().resolve("krb5" + name + ".log");
  }

  LabRealm realm() {
    return realm;
  }

  LabCommand program(String program, String... arguments) {
    return new LabCommand(realm.folder(), programs.path(program), arguments)
        .env(Map.of("KRB5_CONFIG", config().toString(), "KRB5_KDC_PROFILE", profile().toString()));
  }
}
