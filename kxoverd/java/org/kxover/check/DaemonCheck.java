package org.kxover.check;

import org.kxover.config.RealmSettings;

/** Reports whether kxoverd is running, and what it saw of the guard. */
final class DaemonCheck implements Check {
  private static final String SUBJECT = "kxoverd";

  private final RealmSettings realm;
  private final RunningDaemon daemon;

  DaemonCheck(RealmSettings realm, RunningDaemon daemon) {
    this.realm = realm;
    this.daemon = daemon;
  }

  @Override
  public void run(Report report) {
    if (daemon.answers()) {
      report.ok(SUBJECT, "it is running, and answers on " + daemon.socket());
      new GuardCheck(realm, daemon.items()).run(report);
    } else {
      report.error(
          SUBJECT,
          daemon.problem().orElseThrow(),
          "start it with: systemctl enable --now kxoverd; if it does not start, see: journalctl -u"
              + " kxoverd");
    }
  }
}
