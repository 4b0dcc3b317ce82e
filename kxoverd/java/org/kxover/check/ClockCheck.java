package org.kxover.check;

import java.util.List;
import java.util.Optional;
import org.kxover.watch.ClockFlag;

/**
 * Checks that the clock of this machine is synchronised. Kerberos and DNSSEC both need the right
 * time.
 */
final class ClockCheck implements Check {
  private static final String SUBJECT = "clock";

  private final ClockFlag flag;

  ClockCheck() {
    this(new ClockFlag());
  }

  /**
   * @param command prints {@code yes} or {@code no}
   */
  ClockCheck(List<String> command) {
    this(new ClockFlag(command));
  }

  private ClockCheck(ClockFlag flag) {
    this.flag = flag;
  }

  @Override
  public void run(Report report) {
    Optional<Boolean> synchronised = flag.read();
    if (synchronised.isEmpty()) {
      report.warning(
          SUBJECT,
          "systemd does not report whether it is synchronised",
          "make sure that it is right to the minute");
    } else if (synchronised.get()) {
      report.ok(SUBJECT, "it is synchronised");
    } else {
      report.warning(
          SUBJECT, "it is not synchronised", "install and start an NTP client, such as chrony");
    }
  }
}
