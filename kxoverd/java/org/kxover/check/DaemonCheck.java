package org.kxover.check;

import java.io.IOException;
import java.util.List;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.setup.GuardMode;

/** Reports whether kxoverd is running, and what it saw of the guard. */
final class DaemonCheck implements Check {
  private static final String SUBJECT = "kxoverd";

  private final RealmSettings realm;
  private final RunningDaemon daemon;
  private final KdcEnvironment kdc;

  DaemonCheck(RealmSettings realm, RunningDaemon daemon, KdcEnvironment kdc) {
    this.realm = realm;
    this.kdc = kdc;
    this.daemon = daemon;
  }

  @Override
  public void run(Report report) {
    if (daemon.answers()) {
      report.ok(SUBJECT, "it is running, and answers on " + daemon.socket());
      new GuardCheck(realm, daemon.items(), observes()).run(report);
    } else {
      report.error(
          SUBJECT,
          daemon.problem().orElseThrow(),
          "start it with: systemctl enable --now kxoverd; if it does not start, see: journalctl -u"
              + " kxoverd");
    }
  }

  /** True if the guard of the KDC on this machine only observes. */
  private boolean observes() {
    List<String> program = realm.get(DatabaseSettings.KDC_ENCTYPES);
    if (program.isEmpty() || kdc.profile().isEmpty()) {
      return false;
    }
    try {
      return KdcReading.of(program, kdc.variables(), realm.realm())
          .guardMode()
          .filter(GuardMode.OBSERVE.toString()::equals)
          .isPresent();
    } catch (IOException e) {
      // The finding on the KDC says why.
      return false;
    }
  }
}
