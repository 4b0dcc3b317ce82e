package org.kxover.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A wall clock for a realm's KDC, kxoverd and kadmin, which a test can step while they run. The
 * programs see it through {@code src/test/c/stepped_clock.c}. Their monotonic clock is unchanged,
 * as when an administrator sets the time.
 */
public final class LabClock {
  private static final Path SOURCE = Path.of("src/test/c/stepped_clock.c").toAbsolutePath();

  private final Path file;
  private final Path library;

  /**
   * @param folder gets the file with the clock's offset, and the library
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

  /**
   * Steps the clock.
   *
   * @param ahead of the true time; negative for behind
   */
  public void set(Duration ahead) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    // In place, as the programs have mapped the file.
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.write(octets.putLong(ahead.toNanos()).array());
    }
  }

  /** Environment variables that make a program see this clock. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "LAB_CLOCK", file.toString());
  }

  /** A command prefix that makes the command see this clock. */
  String prefix() {
    return "env LD_PRELOAD=" + library + " LAB_CLOCK=" + file + " ";
  }
}
