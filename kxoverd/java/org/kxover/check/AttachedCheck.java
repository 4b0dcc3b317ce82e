package org.kxover.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.ProbeNames;
import org.kxover.setup.LocalCommand;

/**
 * Checks that each process of the KDC asks kxoverd. A process connects at its first question. So if
 * one has not connected yet, a client asks the KDC for hosts that cannot exist (RFC 6761 section
 * 6.4), until all have.
 */
final class AttachedCheck implements Check {
  private static final String SUBJECT = "KDC";
  private static final String RESTART = "restart the KDC (Debian: systemctl restart krb5-kdc)";
  private static final String PLUGIN = "kxover.so";

  /** Which of several processes takes a request is chance. */
  private static final int TRIES_PER_PROCESS = 8;

  private static final int MAX_TRIES = 64;

  private final Settings settings;
  private final RealmSettings realm;
  private final KdcEnvironment kdc;
  private final RunningDaemon daemon;
  private final List<KdcProcesses.Kdc> processes;
  private final Optional<Path> cache;

  AttachedCheck(
      Settings settings,
      RealmSettings realm,
      KdcEnvironment kdc,
      RunningDaemon daemon,
      List<KdcProcesses.Kdc> processes,
      Optional<Path> cache) {
    this.settings = settings;
    this.realm = realm;
    this.kdc = kdc;
    this.daemon = daemon;
    this.processes = List.copyOf(processes);
    this.cache = cache;
  }

  @Override
  public void run(Report report) {
    if (processes.isEmpty()) {
      report.error(
          SUBJECT,
          "no krb5kdc for " + realm.realm() + " runs on this machine",
          "start it (Debian: systemctl start krb5-kdc)");
      return;
    }
    if (!daemon.answers()) {
      // No KDC can be connected, and the finding on kxoverd says why.
      return;
    }
    List<KdcProcesses.Kdc> missing = notAttached(daemon);
    if (!missing.isEmpty()) {
      try {
        missing = ask(missing);
      } catch (IOException e) {
        report.warning(
            SUBJECT,
            "no user has asked process "
                + pids(missing)
                + " for another realm's service yet, and this check cannot: "
                + e.getMessage(),
            "run this as root on the KDC that has the database, or give a ticket cache with"
                + " --ccache");
        return;
      }
    }
    if (missing.isEmpty()) {
      processes.forEach(process -> attached(process, report));
    } else {
      notAsking(missing, report);
    }
  }

  private List<KdcProcesses.Kdc> notAttached(RunningDaemon now) {
    Set<String> pids =
        now.items("attached").stream()
            .map(item -> item.getOrDefault("pid", ""))
            .collect(Collectors.toSet());
    return processes.stream().filter(one -> !pids.contains(Long.toString(one.pid()))).toList();
  }

  private static String pids(List<KdcProcesses.Kdc> some) {
    return some.stream().map(one -> Long.toString(one.pid())).collect(Collectors.joining(", "));
  }

  /** Makes the KDC ask, and returns the processes that still have not. */
  private List<KdcProcesses.Kdc> ask(List<KdcProcesses.Kdc> before) throws IOException {
    List<KdcProcesses.Kdc> missing = before;
    String address =
        LocalTickets.address(before)
            .orElseThrow(() -> new IOException("the process listens nowhere, as far as seen"));
    try (LocalTickets client = client(address)) {
      int tries = Math.min(MAX_TRIES, processes.size() * TRIES_PER_PROCESS);
      for (int i = 0; i < tries && !missing.isEmpty(); i++) {
        // Without a referral this fails, as it should.
        LocalCommand.Output unused =
            client.at(address, "kvno", "-S", "host", ProbeNames.hostOfCheck(i));
        missing = notAttached(RunningDaemon.ask(settings, realm));
      }
    }
    return missing;
  }

  private LocalTickets client(String address) throws IOException {
    if (cache.isPresent()) {
      return LocalTickets.ofCache(realm.realm(), kdc, cache.get());
    }
    return realm.isReplica()
        ? LocalTickets.ofKxoverd(realm, kdc, address)
        : LocalTickets.ofOwnPrincipal(realm, kdc, address);
  }

  private void attached(KdcProcesses.Kdc process, Report report) {
    Optional<String> library = process.library(PLUGIN);
    String how =
        library
            .map(path -> "with the plugin " + path)
            .orElse(
                process.isPatched()
                    ? "with the patch, in " + process.program()
                    : "as " + process.program());
    boolean old = process.replaced() || library.filter(path -> path.endsWith(")")).isPresent();
    if (old) {
      report.warning(
          SUBJECT,
          "process " + process.pid() + " runs a file that was replaced since its start: " + how,
          RESTART);
    } else {
      report.ok(SUBJECT, "process " + process.pid() + " asks kxoverd, " + how);
    }
  }

  private void notAsking(List<KdcProcesses.Kdc> missing, Report report) {
    String what = "process " + pids(missing) + " does not ask kxoverd";
    KdcProcesses.Kdc one = missing.get(0);
    Optional<Integer> uid = uid(one.pid());
    Set<Integer> permitted = settings.get(KdcSocketSettings.UIDS);
    if (uid.isPresent() && !permitted.contains(uid.get())) {
      report.error(
          SUBJECT,
          what + ": its user, uid " + uid.get() + ", is not permitted",
          "add " + uid.get() + " to uids in [kdc], and restart kxoverd");
      return;
    }
    Optional<Path> newer = one.start().flatMap(this::changedSince);
    report.error(
        SUBJECT,
        newer.isPresent()
            ? what
                + ": it runs since "
                + one.start().get().truncatedTo(ChronoUnit.SECONDS)
                + ", and "
                + newer.get()
                + " was changed after that"
            : what + ", though its configuration says so",
        newer.isPresent()
            ? RESTART
            : RESTART + "; if that does not help, see the lines with kxover in the KDC's log");
  }

  private static Optional<Integer> uid(long pid) {
    try {
      return Optional.of(
          (Integer) Files.getAttribute(Path.of("/proc", Long.toString(pid)), "unix:uid"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file of the configuration that was changed after that time. */
  private Optional<Path> changedSince(Instant start) {
    List<Path> files = new ArrayList<>(kdc.profile().stream().toList());
    Stream.of(kdc.config().split(":", -1)).map(Path::of).forEach(files::add);
    return files.stream().filter(file -> isNewer(file, start)).findFirst();
  }

  private static boolean isNewer(Path file, Instant start) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isAfter(start);
    } catch (IOException e) {
      return false;
    }
  }
}
