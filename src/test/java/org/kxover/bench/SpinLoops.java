package org.kxover.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabProcess;

/**
 * Keeps all processors busy with loops that run only when a processor is idle (SCHED_IDLE,
 * sched(7)). Otherwise a virtual machine returns idle processors to its host, and the wait for them
 * becomes part of a measurement. A flood keeps the processors busy, so measurements with and
 * without a flood would differ.
 */
final class SpinLoops implements AutoCloseable {
  private final List<LabProcess> loops = new ArrayList<>();

  /**
   * @param folder for the log files, which stay empty
   */
  SpinLoops(Path folder) throws Exception {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      // PDEATHSIG ends the loops if this process is killed.
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
