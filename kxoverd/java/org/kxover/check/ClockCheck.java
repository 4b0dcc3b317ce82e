package org.kxover.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Checks that the clock of this machine is synchronised. Kerberos and DNSSEC both need the right
 * time.
 */
final class ClockCheck implements Check {
  private static final String SUBJECT = "clock";
  private static final int TIMEOUT_SECONDS = 5;

  private final List<String> command;

  ClockCheck() {
    this(List.of("timedatectl", "show", "-p", "NTPSynchronized", "--value"));
  }

  /**
   * @param command prints {@code yes} or {@code no}
   */
  ClockCheck(List<String> command) {
    this.command = List.copyOf(command);
  }

  @Override
  public void run(Report report) {
    String output;
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException(command.get(0) + " does not finish");
        }
        output =
            new String(process.getInputStream().readNBytes(100), StandardCharsets.UTF_8).strip();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      output = "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      output = "";
    }
    switch (output) {
      case "yes" -> report.ok(SUBJECT, "it is synchronised");
      case "no" ->
          report.warning(
              SUBJECT, "it is not synchronised", "install and start an NTP client, such as chrony");
      default ->
          report.warning(
              SUBJECT,
              "systemd does not report whether it is synchronised",
              "make sure that it is right to the minute");
    }
  }
}
