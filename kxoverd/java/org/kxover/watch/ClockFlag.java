package org.kxover.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's flag that tells whether this machine's clock is synchronised. No program in Java can
 * read it, so systemd is asked.
 */
public final class ClockFlag {
  private static final int TIMEOUT_SECONDS = 5;
  private static final int MAX_OUTPUT = 100;

  private final List<String> command;

  public ClockFlag() {
    this(List.of("timedatectl", "show", "-p", "NTPSynchronized", "--value"));
  }

  /**
   * @param command prints {@code yes} or {@code no}
   */
  public ClockFlag(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** The flag; empty if systemd does not run, or does not tell within 5 seconds. */
  public Optional<Boolean> read() {
    return switch (output()) {
      case "yes" -> Optional.of(true);
      case "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private String output() {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          return "";
        }
        return new String(process.getInputStream().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8)
            .strip();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
