package org.kxover.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The clock of the machine that a realm's KDC, kxoverd and kadmin run on, which can be stepped
 * while they run. It is {@code src/test/c/stepped_clock.c} that has them see it; what they measure
 * with the monotonic clock stays as it is, as on a machine whose administrator sets the time.
 */
public final class LabClock {
  private static final Path SOURCE = Path.of("src/test/c/stepped_clock.c").toAbsolutePath();

  private final Path file;
  private final Path library;

  /**
   * @param folder takes the file that says how far the clock is off
   */
  LabClock(Path folder) throws IOException {
    file = folder.resolve("clock");
    library = folder.resolve("stepped_clock.so");
    set(Duration.ZERO);
    new LabCommand(
            folder,
            "cc",
            "-std=gnu99",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-shared",
            "-fPIC",
            SOURCE.toString(),
            "-o",
            library.toString())
        .run();
  }

  /** Steps the clock: from now on it is so far ahead of the true time, or behind it. */
  public void set(Duration ahead) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    // In place, since the programs have the file in their memory.
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.write(octets.putLong(ahead.toNanos()).array());
    }
  }

  /** What lets a program see this clock. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "LAB_CLOCK", file.toString());
  }

  /** A command after these words sees this clock. */
  String prefix() {
    return "env LD_PRELOAD=" + library + " LAB_CLOCK=" + file + " ";
  }
}
