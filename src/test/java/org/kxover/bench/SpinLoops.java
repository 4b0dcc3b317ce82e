package org.kxover.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabProcess;

/**
 * Keeps all processors in work, with loops that the kernel runs only where nobody else wants one
 * (SCHED_IDLE, sched(7)). A virtual machine gives a processor that has nothing to do back to its
 * host, and waits for it in the middle of what is measured: as long as the host's other guests let
 * it, and not at all beside a flood that never lets the processors rest.
 */
final class SpinLoops implements AutoCloseable {
  private final List<LabProcess> loops = new ArrayList<>();

  /**
   * @param folder for what they say, which is nothing
   */
  SpinLoops(Path folder) throws Exception {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      // They must not go on where this process is killed.
      loops.add(
          new LabCommand(
                  folder,
                  "setpriv",
                  "--pdeathsig",
                  "KILL",
                  "chrt",
                  "--idle",
                  "0",
                  "sh",
                  "-c",
                  "while :; do :; done")
              .start());
    }
  }

  @Override
  public void close() {
    loops.forEach(LabProcess::kill);
  }
}
