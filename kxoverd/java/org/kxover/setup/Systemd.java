package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** systemd, with the units of Debian or Red Hat. */
public final class Systemd implements Services {
  private static final Path RUNNING = Path.of("/run/systemd/system");
  private static final String SOCKET = "kxoverd.socket";

  /** Java and Linux know when a process started to the second. */
  private static final Duration PRECISION = Duration.ofSeconds(1);

  /** The units of each program, by distribution; the first that exists is taken. */
  private static final Map<Program, List<String>> UNITS =
      new EnumMap<>(
          Map.of(
              Program.KDC, List.of("krb5-kdc.service", "krb5kdc.service"),
              Program.KADMIND, List.of("krb5-admin-server.service", "kadmin.service"),
              Program.KXOVERD, List.of("kxoverd.service")));

  private final LocalCommand systemctl;

  public Systemd() {
    this(new LocalCommand(List.of("systemctl")));
  }

  Systemd(LocalCommand systemctl) {
    this.systemctl = systemctl;
  }

  /** True if systemd is this machine's service manager. */
  public static boolean isRunning() {
    return Files.isDirectory(RUNNING);
  }

  private Optional<String> unit(Program program) throws IOException {
    for (String unit : UNITS.get(program)) {
      if (systemctl.run("cat", unit).exitCode() == 0) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  private String require(Program program) throws IOException {
    return unit(program)
        .orElseThrow(
            () ->
                new IOException(
                    "systemd has no unit for "
                        + program.title()
                        + " ("
                        + String.join(" or ", UNITS.get(program))
                        + "); install its package, or name a program with --restart"));
  }

  @Override
  public boolean isStale(Program program, List<Path> files) throws IOException {
    String said =
        systemctl.run("show", "-p", "MainPID", "--value", require(program)).text().strip();
    Optional<Instant> started =
        said.matches("[1-9][0-9]{0,9}")
            ? ProcessHandle.of(Long.parseLong(said)).flatMap(one -> one.info().startInstant())
            : Optional.empty();
    if (started.isEmpty()) {
      return true;
    }
    for (Path file : files) {
      if (Files.exists(file)
          && Files.getLastModifiedTime(file).toInstant().isAfter(started.get().plus(PRECISION))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String describe(Program program) {
    return program == Program.KXOVERD
        ? "start kxoverd anew, now and with the machine"
        : "restart " + program.title();
  }

  @Override
  public void restart(Program program) throws IOException {
    String unit = require(program);
    run("daemon-reload");
    if (program == Program.KXOVERD) {
      run("enable", unit, SOCKET);
      run("start", SOCKET);
    }
    run("restart", unit);
  }

  @Override
  public void stop(Program program) throws IOException {
    String unit = require(program);
    if (program == Program.KXOVERD) {
      run("disable", "--now", unit, SOCKET);
    } else {
      run("disable", "--now", unit);
    }
  }

  private void run(String... arguments) throws IOException {
    LocalCommand.Output output = systemctl.run(arguments);
    if (output.exitCode() != 0) {
      throw new IOException(
          "systemctl "
              + String.join(" ", arguments)
              + " failed: "
              + output.lastLine()
              + "; \"journalctl -n 20 -u "
              + arguments[arguments.length - 1]
              + "\" has the reason; mend it, and run this again");
    }
  }
}
