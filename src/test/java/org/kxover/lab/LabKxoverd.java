package org.kxover.lab;

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
import org.kxover.dane.Made;

/**
 * A realm's kxoverd: the jar that the build made, with a settings file of its own. It may serve
 * other realms too.
 */
public final class LabKxoverd {
  private static final Duration LIMIT = Patience.LIMIT;

  private final Lab lab;
  private final LabRealm realm;
  private final SettingsFile settings;

  /** On a machine that a realm has to itself, the one that is kxoverd's. */
  private static final int USUAL_PORT = 4088;

  private final int port;
  private final List<String> records = new ArrayList<>();
  private final KxoverPrograms programs;
  private final StringBuilder earlierLogs = new StringBuilder();
  private int logBegin;
  private Optional<LabClock> clock = Optional.empty();
  private int metricsPort;
  private LabProcess process;

  LabKxoverd(Lab lab, LabRealm realm) throws IOException {
    this.lab = lab;
    this.realm = realm;
    this.port = realm.site().isPresent() ? USUAL_PORT : Ports.free();
    this.settings = new SettingsFile(realm.folder().resolve("kxoverd.conf"));
    this.programs = new KxoverPrograms(realm.folder(), settings.path());
    Files.createDirectory(
        socket().getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    common("kdc", "socket", socket().toString());
    common("kdc", "uids", Files.getAttribute(realm.folder(), "unix:uid").toString());
    common("kdc", "request_timeout", "15s");
    common("control", "socket", socket().resolveSibling("control.sock").toString());
    common("listen", "address", realm.address() + ":" + port);
    InetSocketAddress resolver = realm.site().map(LabSite::resolver).orElse(lab.dns().address());
    common("dns", "resolver", resolver.getAddress().getHostAddress() + ":" + resolver.getPort());
    common("dns", "trust_anchors", lab.dns().trustAnchorFile().toString());
    common("dns", "timeout", "5s");
    serve(realm);
  }

  /**
   * Serves {@code other} as well, from the next start on.
   *
   * @return what {@code kxover dns} says to publish for that realm
   */
  List<String> serve(LabRealm other) throws IOException {
    settings.add(other);
    set(other, "host", other.kxHost());
    set(other, "certificate", other.folder().resolve("kx.crt").toString());
    set(other, "private_key", other.folder().resolve("kx.key").toString());
    set(other, "krb5_config", other.folder().resolve("krb5.conf").toString());
    set(other, "kdc_profile", other.folder().resolve("kdc.conf").toString());
    set(
        other,
        "allowed_networks",
        realm.site().isPresent() ? "127.0.0.0/8 198.18.0.0/15" : "127.0.0.0/8");
    InProcessKxover.run(settings.path(), "init");
    List<String> added = readRecords().stream().filter(line -> !records.contains(line)).toList();
    records.addAll(added);
    return added;
  }

  private List<String> readRecords() throws IOException {
    return InProcessKxover.run(settings.path(), "dns", "--ttl", "60")
        .lines()
        .filter(line -> !line.startsWith(";"))
        .toList();
  }

  /** Shows this chain in place of the certificate of {@code kxover init}. */
  void certificate(Made leaf, Made... others) throws IOException {
    Files.writeString(
        realm.folder().resolve("kx.crt"),
        leaf.pem() + Stream.of(others).map(Made::pem).collect(Collectors.joining()));
    // The file keeps its mode.
    Files.writeString(realm.folder().resolve("kx.key"), leaf.keyPem());
    records.clear();
    records.addAll(readRecords());
  }

  /** What {@code kxover dns} says to publish. */
  public List<String> records() {
    return List.copyOf(records);
  }

  /** The association data of the first TLSA record among them. */
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

  /** A setting of the first section {@code [realm]}, from the next start on. */
  public LabKxoverd set(String name, String value) throws IOException {
    return set(realm, name, value);
  }

  /** A setting of a realm's section, from the next start on. */
  public LabKxoverd set(LabRealm of, String name, String value) throws IOException {
    settings.set(of, name, value);
    return this;
  }

  /** A setting of a section that all realms have in common, from the next start on. */
  public LabKxoverd common(String section, String name, String value) throws IOException {
    settings.set(section, name, value);
    return this;
  }

  /** Serves metrics, from the next start on. */
  public LabKxoverd measured() throws IOException {
    metricsPort = Ports.free();
    return common("metrics", "listen", "127.0.0.1:" + metricsPort);
  }

  /** Where they are. */
  public String metricsAddress() {
    return "127.0.0.1:" + metricsPort;
  }

  /** The metrics at this moment: a sample's name with its labels, and its value. */
  public Map<String, Double> metrics() throws IOException {
    return MetricsPage.read(metricsAddress());
  }

  /** An option of Java's for the daemon, from the next start on. */
  public LabKxoverd java(String option) {
    programs.java(option);
    return this;
  }

  /** Takes a setting of the first section {@code [realm]} back, from the next start on. */
  public LabKxoverd unset(String name) throws IOException {
    settings.unset(realm, name);
    return this;
  }

  /** Sees this clock from the next start on. */
  void clock(LabClock own) {
    clock = Optional.of(own);
  }

  /**
   * Runs as a user of its own, as README.md recommends: that user owns what is kxoverd's, and can
   * read its programs, wherever the build is. Takes root, and calls before {@link LabKadmind}'s.
   */
  public LabKxoverd runAs(int newUid) throws IOException {
    if (!Files.getAttribute(realm.folder(), "unix:uid").equals(0)) {
      throw new IllegalStateException(
          "this test runs kxoverd as user " + newUid + ", which takes root: sudo make test");
    }
    programs.runAs(newUid);
    for (Path way :
        List.of(lab.folder(), realm.folder(), lab.dns().trustAnchorFile().getParent())) {
      Files.setPosixFilePermissions(way, PosixFilePermissions.fromString("rwx--x--x"));
    }
    for (String name : List.of("kx.crt", "kx.key", "run", "kxoverd.conf")) {
      owns(realm.folder().resolve(name));
    }
    return this;
  }

  /** Gives a file to the user that it runs as. */
  void owns(Path file) throws IOException {
    if (!runsAsItself()) {
      Files.setAttribute(file, "unix:uid", programs.uid().getAsInt());
    }
  }

  /** Whether it has no user of its own. */
  boolean runsAsItself() {
    return programs.uid().isEmpty();
  }

  /** A variable of its environment, from the next start on. */
  public LabKxoverd env(String name, String value) {
    programs.env(name, value);
    return this;
  }

  public void start() throws IOException {
    settings.started();
    programs.started();
    LabCommand daemon = program("--foreground");
    if (clock.isPresent()) {
      daemon.env(clock.get().environment());
    }
    process = lab.closing(realm.inside(daemon).start());
    process.awaitLine(" ready: realm", LIMIT);
  }

  /** Passes the socket to one daemon, and when that has ended to another, in its own place. */
  private static final String ONE_AFTER_ANOTHER =
      "setpriv --pdeathsig TERM sh -c 'export LISTEN_PID=$$; exec \"$@\"' sh \"$@\"\n"
          + "export LISTEN_PID=$$; exec \"$@\"";

  /** Has systemd's program open the KDC's socket; it starts the daemon when a KDC connects. */
  public void startWhenAsked() throws IOException {
    startWhenAsked(program("--foreground"));
  }

  /** Likewise; and when {@link #stopFirst} has ended that daemon, another gets the same socket. */
  public void startOneAfterAnotherWhenAsked() throws IOException {
    startWhenAsked(program("--foreground").startedBy("sh", "-c", ONE_AFTER_ANOTHER, "sh"));
  }

  /** Ends the first of two daemons as systemd does. */
  public void stopFirst() {
    handle().children().forEach(ProcessHandle::destroy);
  }

  private void startWhenAsked(LabCommand daemon) throws IOException {
    process =
        lab.closing(
            daemon
                .startedBy(
                    "systemd-socket-activate", "--fdname=kdc", "--listen=" + socket().toString())
                .start());
    process.awaitLine("Listening on " + socket(), LIMIT);
  }

  /**
   * Ends the daemon with SIGTERM.
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
   * Changes a limit of the process that runs now (getrlimit(2)).
   *
   * @param limit a long option of prlimit(1), such as {@code nofile}
   * @param soft {@code unlimited}, or a number
   */
  public void limit(String limit, String soft) throws IOException {
    String pid = Long.toString(process.pid());
    LabCommand command =
        new LabCommand(realm.folder(), "prlimit", "--pid", pid, "--" + limit + "=" + soft + ":");
    (!runsAsItself() ? command.as(programs.uid().getAsInt()) : command).run();
  }

  /** Whether it has not ended by itself. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** The process that runs now. */
  public ProcessHandle handle() {
    return ProcessHandle.of(process.pid()).orElseThrow();
  }

  /** Ends the daemon as a crash would, where it has not crashed yet. */
  public void kill() {
    process.kill();
    earlierLogs.append(process.log());
    process = null;
  }

  /** Sends SIGHUP, and waits until the daemon has said so many times what became of it. */
  public void reload(String words, int count) throws IOException {
    hangUp();
    awaitLines(words, count, LIMIT);
  }

  /** Sends SIGHUP. */
  public void hangUp() throws IOException {
    new LabCommand(realm.folder(), "kill", "-HUP", Long.toString(process.pid())).run();
  }

  /** Waits until {@code condition} holds, which {@code what} tells in words. */
  public void await(String what, BooleanSupplier condition) {
    process.await(what, condition, LIMIT);
  }

  public void restart() throws IOException {
    stop();
    start();
  }

  /** What the daemon has logged over all its starts, or since {@link Lab#forget}. */
  public String log() {
    return wholeLog().substring(logBegin);
  }

  private String wholeLog() {
    return earlierLogs + (process == null ? "" : process.log());
  }

  /** Runs with the settings and the environment of its first start, and its log begins anew. */
  void forget() throws IOException {
    boolean others = settings.asFirst() | programs.asFirst();
    if (process != null && !process.isAlive()) {
      kill();
    }
    if (process == null) {
      start();
    } else if (others) {
      restart();
    }
    logBegin = wholeLog().length();
  }

  /**
   * Waits for a line that has all of these words in their order.
   *
   * @param from where in {@link #log} to begin
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
        "says " + line + " from " + from + " on",
        () -> {
          found[0] = line.matcher(log());
          return found[0].find(from);
        },
        LIMIT);
    return found[0].group();
  }

  /** Waits until the log has {@code words} so many times. */
  public void awaitLines(String words, int count, Duration limit) {
    process.await(
        "says \"" + words + "\" " + count + " times",
        () -> log().split(Pattern.quote(words), -1).length > count,
        limit);
  }

  /** Runs what {@code make install} has put below that prefix, from the next start on. */
  public LabKxoverd installed(Path prefix) {
    programs.installed(prefix);
    return this;
  }

  /** {@code kxoverd} with these arguments and this realm's settings. */
  public LabCommand program(String... arguments) {
    return programs.kxoverd(arguments);
  }

  /** {@code kxover} with these arguments and this realm's settings. */
  public LabCommand kxover(String... arguments) {
    return programs.kxover(arguments);
  }
}
