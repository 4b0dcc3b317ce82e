package org.kxover.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Whether this machine's clock is kept right: Kerberos and signatures in DNS both need that. */
final class ClockCheck implements Check {
  private static final String SUBJECT = "clock";
  private static final int SECONDS = 5;

  @Override
  public void run(Report report) {
    String said;
    try {
      Process process =
          new ProcessBuilder("timedatectl", "show", "-p", "NTPSynchronized", "--value")
              .redirectErrorStream(true)
              .start();
      try {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("timedatectl does not end");
        }
        said = new String(process.getInputStream().readNBytes(100), StandardCharsets.UTF_8).strip();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      said = "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      said = "";
    }
    switch (said) {
      case "yes" -> report.ok(SUBJECT, "it is synchronised");
      case "no" ->
          report.warning(
              SUBJECT, "it is not synchronised", "install and start an NTP client, such as chrony");
      default ->
          report.warning(
              SUBJECT,
              "systemd does not say whether it is synchronised",
              "see to it that it is right to the minute");
    }
  }
}
