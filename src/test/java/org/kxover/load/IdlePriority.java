package org.kxover.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kxover.lab.LabCommand;

/**
 * The scheduling policy SCHED_IDLE for strangers' threads (sched(7)), which run only when a
 * processor is idle. Real strangers run on other machines, so their CPU time must not slow the
 * daemon down. The daemon's own work for them has its normal priority.
 */
final class IdlePriority {
  private IdlePriority() {}

  /** Sets it for all threads of this process whose names begin with {@code stranger}. */
  static void ofStrangers(Path folder) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        if (name(thread).startsWith("stranger")) {
          List<String> words = List.of("--idle", "--pid", "0", thread.getFileName().toString());
          new LabCommand(folder, "chrt", words.toArray(String[]::new)).runToAnyEnd();
        }
      }
    }
  }

  /** The thread's name; empty if it has ended. */
  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException e) {
      return "";
    }
  }
}
