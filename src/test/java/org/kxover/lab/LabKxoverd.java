package org.kxover.lab;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.dane.TestCertificate;

/**
 * A realm's kxoverd: the jar of the build, with its own settings file. It can serve more realms.
 */
public final class LabKxoverd {
  private static final Duration LIMIT = Patience.LIMIT;

  private final Lab lab;
  private final LabRealm realm;
  private final SettingsFile settings;

  /** kxoverd's default port, for a realm in its own network namespace. */
  private static final int USUAL_PORT = 4088;

  private final int port;
  private final List<String> records = new ArrayList<>();
  private final KxoverPrograms programs;
  private final KxoverdStarts starts;
  private final StringBuilder earlierLogs = new StringBuilder();
  private int logBegin;
  private int metricsPort;
  private LabRun process;

  LabKxoverd(Lab lab, LabRealm realm) throws IOException {
    this.lab = lab;
    this.realm = realm;
    this.port = realm.site().isPresent() ? USUAL_PORT : Ports.free();
    this.settings = new SettingsFile(realm.folder().resolve("kxoverd.conf"));
    this.programs = new KxoverPrograms(realm.folder(), settings.path());
    this.starts = new KxoverdStarts(lab, realm, programs);
    Files.createDirectory(
        socket().getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    common("kdc", "socket", socket().toString());
    common("kdc", "uids", Files.getAttribute(realm.folder(), "unix:uid").toString());
    common("kdc", "request_timeout", "15s");
    common("control", "socket", socket().resolveSibling("control.sock").toString());
    common("listen", "address", realm.address(port));
    InetSocketAddress resolver = lab.dns().address();
    common(
        "dns",
        "resolver",
        realm.site().isPresent()
            ? realm.address(LabSite.DNS_PORT)
            : resolver.getAddress().getHostAddress() + ":" + resolver.getPort());
    common("dns", "trust_anchors", lab.dns().trustAnchorFile().toString());
    common("dns", "timeout", "5s");
    serve(realm);
  }

  /**
   * Adds a realm to serve, from the next start on.
   *
   * @return the DNS records to publish for that realm, from {@code kxover dns}
   */
  List<String> serve(LabRealm other) throws IOException {
    settings.add(other);
    set(other, "host", other.kxHost());
    set(other, "certificate", other.folder().resolve("kx.crt").toString());
    set(other, "private_key", other.folder().resolve("kx.key").toString());
    set(other, "krb5_config", other.folder().resolve("krb5.conf").toString());
    set(other, "kdc_profile", other.folder().resolve("kdc.conf").toString());
    set(other, "kdc_enctypes", LabKdc.ENCTYPES.toString());
    set(other, "guard", "off");
    set(other, "allowed_networks", realm.site().map(LabSite::networks).orElse("127.0.0.0/8"));
    InProcessKxover.run(settings.path(), "init");
    List<String> added = readRecords().stream().filter(line -> !records.contains(line)).toList();
    records.addAll(added);
    return added;
  }

  private List<String> readRecords() throws IOException {
    return InProcessKxover.run(settings.path(), "dns", "--offline", "--ttl", "60")
        .lines()
        .filter(line -> !line.startsWith(";"))
        .toList();
  }

  /** Uses this chain instead of the certificate of {@code kxover init}. */
  void certificate(TestCertificate leaf, TestCertificate... others) throws IOException {
    Files.writeString(
        realm.folder().resolve("kx.crt"),
        leaf.pem() + Stream.of(others).map(TestCertificate::pem).collect(Collectors.joining()));
    // Overwritten, so that the file keeps its mode.
    Files.writeString(realm.folder().resolve("kx.key"), leaf.keyPem());
    records.clear();
    records.addAll(readRecords());
  }

  /** The DNS records to publish, from {@code kxover dns}. */
  public List<String> records() {
    return List.copyOf(records);
  }

  /** The association data of the first TLSA record in {@link #records}, in hexadecimal. */
  public String tlsa() {
    return records.stream()
        .filter(record -> record.contains(" TLSA "))
        .map(record -> record.replaceAll(".* ", ""))
        .findFirst()
        .orElseThrow();
  }

  public int port() {
    return port;
  }

  public Path socket() {
    return realm.folder().resolve("run/kdc.sock");
  }

  /** Changes a setting in the first section {@code [realm]}, from the next start on. */
  public LabKxoverd set(String name, String value) throws IOException {
    return set(realm, name, value);
  }

  /** Changes a setting in a realm's section, from the next start on. */
  public LabKxoverd set(LabRealm of, String name, String value) throws IOException {
    settings.set(of, name, value);
    return this;
  }

  /** Changes a setting in a section for all realms, from the next start on. */
  public LabKxoverd common(String section, String name, String value) throws IOException {
    settings.set(section, name, value);
    return this;
  }

  /** Enables metrics on a free port, from the next start on. */
  public LabKxoverd measured() throws IOException {
    metricsPort = Ports.free();
    return common("metrics", "listen", "127.0.0.1:" + metricsPort);
  }

  /** The address of the metrics, host and port. */
  public String metricsAddress() {
    return "127.0.0.1:" + metricsPort;
  }

  /** Reads the metrics: a map from a sample's name with its labels to its value. */
  public Map<String, Double> metrics() throws IOException {
    return MetricsPage.read(metricsAddress());
  }

  /** Adds a Java option for the daemon, from the next start on. */
  public LabKxoverd java(String option) {
    programs.java(option);
    return this;
  }

  /** Removes a setting from the first section {@code [realm]}, from the next start on. */
  public LabKxoverd unset(String name) throws IOException {
    settings.unset(realm, name);
    return this;
  }

  /** Uses this clock from the next start on. */
  void clock(LabClock own) {
    starts.clock(own);
  }

  /**
   * Runs as its own user, as doc/INSTALL.md recommends. That user owns kxoverd's files and reads a
   * copy of the programs. Needs root. Call it before making a {@link LabKadmind}.
   */
  public LabKxoverd runAs(int newUid) throws IOException {
    if (!Files.getAttribute(realm.folder(), "unix:uid").equals(0)) {
      throw new IllegalStateException(
          "this test runs kxoverd as user " + newUid + ", which needs root: sudo make test");
    }
    programs.runAs(newUid);
    Path enctypes = realm.folder().resolve("programs").resolve(LabKdc.ENCTYPES.getFileName());
    String profile = "kxover-profile";
    Files.copy(
        LabKdc.ENCTYPES.resolveSibling(profile), enctypes.resolveSibling(profile), COPY_ATTRIBUTES);
    set("kdc_enctypes", Files.copy(LabKdc.ENCTYPES, enctypes, COPY_ATTRIBUTES).toString());
    for (Path folder :
        List.of(lab.folder(), realm.folder(), lab.dns().trustAnchorFile().getParent())) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }
    for (String name : List.of("kx.crt", "kx.key", "run", "kxoverd.conf")) {
      giveToDaemonUser(realm.folder().resolve(name));
    }
    return this;
  }

  /** Changes a file's owner to the daemon's user. */
  void giveToDaemonUser(Path file) throws IOException {
    if (!runsAsTestUser()) {
      Files.setAttribute(file, "unix:uid", programs.uid().getAsInt());
    }
  }

  /** True if the daemon runs as the user of the tests. */
  boolean runsAsTestUser() {
    return programs.uid().isEmpty();
  }

  /** Sets an environment variable, from the next start on. */
  public LabKxoverd env(String name, String value) {
    programs.env(name, value);
    return this;
  }

  public void start() throws IOException {
    settings.rememberFirst();
    programs.rememberFirst();
    process = lab.closeAtEnd(starts.usual(settings.path()));
    process.awaitLine(" ready: realm", LIMIT);
  }

  private long pid() {
    return process
        .process()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "this kxoverd runs in the process of the tests; call"
                        + " Lab#daemonsAsProcesses before its start"));
  }

  /** Starts systemd-socket-activate, which opens the KDC's socket and starts the daemon. */
  public void startSocketActivated() throws IOException {
    startSocketActivated(false);
  }

  /**
   * As {@link #startSocketActivated}, but a second daemon gets the socket after the end of the
   * first, which is the child of {@link #handle}.
   */
  public void startSocketActivatedTwice() throws IOException {
    startSocketActivated(true);
  }

  private void startSocketActivated(boolean twice) throws IOException {
    process = lab.closeAtEnd(starts.bySocket(socket(), twice));
    process.awaitLine("Listening on " + socket(), LIMIT);
  }

  /**
   * Stops the daemon with SIGTERM.
   *
   * @return its exit code
   */
  public int stop() {
    int exitCode = process.stop();
    earlierLogs.append(process.log());
    process = null;
    return exitCode;
  }

  /**
   * Changes a resource limit of the running process (getrlimit(2)).
   *
   * @param limit a long option of prlimit(1), such as {@code nofile}
   * @param soft {@code unlimited}, or a number
   */
  public void limit(String limit, String soft) throws IOException {
    String pid = Long.toString(pid());
    LabCommand command =
        new LabCommand(realm.folder(), "prlimit", "--pid", pid, "--" + limit + "=" + soft + ":");
    (!runsAsTestUser() ? command.as(programs.uid().getAsInt()) : command).run();
  }

  public ProcessHandle handle() {
    return ProcessHandle.of(pid()).orElseThrow();
  }

  /** Kills the daemon with SIGKILL, if it still runs. */
  public void kill() {
    process.kill();
    earlierLogs.append(process.log());
    process = null;
  }

  /** Sends SIGHUP, and waits until the log has {@code words} that many times. */
  public void reload(String words, int count) throws IOException {
    hangUp();
    awaitLines(words, count, LIMIT);
  }

  public void hangUp() throws IOException {
    if (process instanceof InProcessKxoverd here) {
      here.hangUp();
    } else {
      new LabCommand(realm.folder(), "kill", "-HUP", Long.toString(pid())).run();
    }
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @param what the condition, for the error message
   */
  public void await(String what, BooleanSupplier condition) {
    process.await(what, condition, LIMIT);
  }

  public void restart() throws IOException {
    stop();
    start();
  }

  /** The log of all starts of the daemon, since {@link Lab#forget} if that was called. */
  public String log() {
    return wholeLog().substring(logBegin);
  }

  private String wholeLog() {
    return earlierLogs + (process == null ? "" : process.log());
  }

  /** Restores the settings and environment of the first start, and starts the log anew. */
  void forget() throws IOException {
    boolean changed = settings.restoreFirst() | programs.restoreFirst();
    if (process != null && !process.isAlive()) {
      kill();
    }
    if (process == null) {
      start();
    } else if (changed) {
      restart();
    }
    logBegin = wholeLog().length();
  }

  /**
   * Waits for a log line that contains these texts in this order.
   *
   * @param from position in {@link #log} to search from
   * @return that line
   */
  public String awaitLine(int from, String words, String... more) {
    Pattern line =
        Pattern.compile(
            Stream.concat(Stream.of(words), Stream.of(more))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*", ".*", ".*")));
    Matcher[] found = new Matcher[1];
    process.await(
        "logs " + line + " from " + from + " on",
        () -> {
          found[0] = line.matcher(log());
          return found[0].find(from);
        },
        LIMIT);
    return found[0].group();
  }

  /** Waits until the log has {@code words} that many times. */
  public void awaitLines(String words, int count, Duration limit) {
    process.await(
        "logs \"" + words + "\" " + count + " times",
        () -> log().split(Pattern.quote(words), -1).length > count,
        limit);
  }

  /** Runs the programs that {@code make install} put below that prefix, from the next start on. */
  public LabKxoverd installed(Path prefix) {
    programs.installed(prefix);
    return this;
  }

  /** Runs another version from the next start on, or again that of the build. */
  public LabKxoverd version(Optional<KxoverVersion> other) throws IOException {
    programs.version(other);
    settings.only(name -> other.isEmpty() || other.get().knows(name));
    return this;
  }

  /** A command that runs {@code kxoverd} with this realm's settings. */
  public LabCommand program(String... arguments) {
    return programs.kxoverd(arguments);
  }

  /** A command that runs {@code kxover} with this realm's settings. */
  public LabCommand kxover(String... arguments) {
    return programs.kxover(arguments);
  }
}
