package org.kxover.check;

import org.kxover.config.RealmSettings;

/**
 * Reports whether other machines reach the port of this daemon. From this machine that cannot be
 * tried: a firewall in front of it is passed by nothing that stays inside.
 */
final class PortCheck implements Check {
  private final RealmSettings realm;
  private final int port;
  private final RunningDaemon daemon;

  PortCheck(RealmSettings realm, int port, RunningDaemon daemon) {
    this.realm = realm;
    this.port = port;
    this.daemon = daemon;
  }

  @Override
  public void run(Report report) {
    daemon
        .itself()
        .ifPresent(
            itself -> {
              String subject = "port " + port;
              if (itself.containsKey("elsewhere")) {
                report.ok(
                    subject, "another machine connected to it last at " + itself.get("elsewhere"));
              } else {
                report.warning(
                    subject,
                    "no other machine has connected to it since kxoverd started, so it was seen"
                        + " from this machine only",
                    "allow TCP port "
                        + port
                        + " in each firewall in front of this machine, and connect once from"
                        + " outside, with \"kxover check "
                        + realm.realm()
                        + "\" on the KDC of another realm");
              }
            });
  }
}
