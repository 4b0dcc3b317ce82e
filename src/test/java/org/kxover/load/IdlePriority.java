package org.kxover.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kxover.lab.LabCommand;

/**
 * The scheduling policy SCHED_IDLE for strangers' threads (sched(7)): they have the processors that
 * nobody else wants. On the network they would be on machines of their own; so what they use here
 * is not to be taken for what the daemon spends on them, which is at its own priority.
 */
final class IdlePriority {
  private IdlePriority() {}

  /** For all threads of this process whose names begin with {@code stranger}. */
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

  /** What has just ended has none. */
  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException e) {
      return "";
    }
  }
}
