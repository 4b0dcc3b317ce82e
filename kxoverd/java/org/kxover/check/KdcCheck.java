package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;

/**
 * Checks that the KDC on this machine asks kxoverd: that its configuration says so, with the patch
 * or with the plugin, and that each of its processes has done it.
 */
final class KdcCheck implements Check {
  private static final String SUBJECT = "KDC";
  private static final String RESTART = "restart the KDC (Debian: systemctl restart krb5-kdc)";

  /** Where a KDC looks for kxoverd whose settings name no socket. */
  private static final Path DEFAULT_SOCKET = Path.of("/run/kxover/kdc.sock");

  private final Settings settings;
  private final RealmSettings realm;
  private final KdcEnvironment kdc;
  private final List<KdcProcesses.Kdc> processes;
  private final RunningDaemon daemon;
  private final Optional<Path> cache;

  /**
   * @param realm one of the realms in {@code settings}
   * @param processes of the KDC on this machine
   * @param cache a ticket cache to ask the KDC with; if empty, a principal is made for that
   */
  KdcCheck(
      Settings settings,
      RealmSettings realm,
      KdcEnvironment kdc,
      List<KdcProcesses.Kdc> processes,
      RunningDaemon daemon,
      Optional<Path> cache) {
    this.settings = settings;
    this.realm = realm;
    this.kdc = kdc;
    this.processes = List.copyOf(processes);
    this.daemon = daemon;
    this.cache = cache;
  }

  @Override
  public void run(Report report) {
    if (kdc.profile().isEmpty()) {
      report.warning(
          SUBJECT,
          "there is no kdc.conf on this machine",
          "run this on the KDC, or set KRB5_KDC_PROFILE");
      return;
    }
    if (isConfigured(report)) {
      new AttachedCheck(settings, realm, kdc, daemon, processes, cache).run(report);
    }
  }

  private boolean isConfigured(Report report) {
    KdcReading reading;
    List<String> program = realm.get(DatabaseSettings.KDC_ENCTYPES);
    if (program.isEmpty()) {
      report.warning(
          SUBJECT,
          "kdc_enctypes = none: nothing reads the KDC's configuration",
          "set kdc_enctypes to the program kxover-enctypes");
      return true;
    }
    try {
      reading = KdcReading.of(program, kdc.variables(), realm.realm());
    } catch (IOException e) {
      report.error(
          SUBJECT,
          kdc.profile().orElseThrow() + ": " + e.getMessage(),
          "correct the file, or run this as root on the KDC");
      return false;
    }
    boolean patched = processes.stream().anyMatch(KdcProcesses.Kdc::isPatched);
    return isAttached(reading, patched, report)
        && hasSocket(reading, report)
        && canLoad("hostrealm", reading.plugin(), report)
        && (isUnguarded() || canLoad("kdcpolicy", reading.guard(), report));
  }

  private boolean isAttached(KdcReading reading, boolean patched, Report report) {
    if (reading.plugin().isPresent() || (patched && reading.hasSettings())) {
      return true;
    }
    if (!reading.closed().isEmpty()) {
      report.warning(
          SUBJECT,
          "this user may not read " + String.join(", ", reading.closed()),
          "run this as root on the KDC");
      return false;
    }
    report.error(
        SUBJECT,
        kdc.profile().orElseThrow()
            + " has no "
            + (patched ? "section [kxover]" : "hostrealm module kxover"),
        "run \"kxover setup --realm "
            + realm.realm()
            + "\", which attaches the KDC and restarts it");
    return false;
  }

  private boolean hasSocket(KdcReading reading, Report report) {
    Path expected = settings.get(KdcSocketSettings.SOCKET);
    Path socket = reading.socket().orElse(DEFAULT_SOCKET);
    if (socket.equals(expected)) {
      return true;
    }
    report.error(
        SUBJECT,
        "the KDC uses the socket " + socket + ", but kxoverd listens on " + expected,
        "set in [kxover] of kdc.conf: socket = " + expected + "; then " + RESTART);
    return false;
  }

  /** The finding on the guard has said so already. */
  private boolean isUnguarded() {
    return daemon.items("kdc").stream().anyMatch(item -> "unguarded".equals(item.get("guard")));
  }

  private static boolean canLoad(
      String type, Optional<KdcReading.PluginFile> module, Report report) {
    Optional<String> problem = module.flatMap(KdcReading.PluginFile::problem);
    problem.ifPresent(
        why ->
            report.error(
                SUBJECT,
                "the KDC cannot load its " + type + " module " + module.get().path() + ": " + why,
                "put the file there: install the package kxover again, or correct the path in"
                    + " kdc.conf; then "
                    + RESTART));
    return problem.isEmpty();
  }
}
