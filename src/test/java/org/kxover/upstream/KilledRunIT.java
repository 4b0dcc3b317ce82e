package org.kxover.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabProcess;
import org.kxover.lab.Patience;

/**
 * Ends a run of MIT's tests as make does: with SIGTERM for what the recipe started. The test that
 * runs has a daemon in a session of its own, as slapd is, and ends it when Python exits.
 */
@Timeout(600)
class KilledRunIT {
  private static final String AS_ONE = Path.of("src/test/sh/as-one.sh").toAbsolutePath().toString();

  private static final String SCRIPT =
      """
      import atexit, os, subprocess, sys, time
      daemon = subprocess.Popen(['sleep', '600'], start_new_session=True)
      atexit.register(daemon.kill)
      child = subprocess.Popen(['sleep', '600'])
      with open('pids.new', 'w') as file:
          print(daemon.pid, child.pid, os.getpid(), os.getppid(), file=file)
      os.rename('pids.new', 'pids')
      time.sleep(600)
      """;

  @TempDir private Path folder;

  /** Runs one test, in a JVM of its own. The argument is the folder of the trees. */
  static final class Run {
    private Run() {}

    public static void main(String[] args) throws IOException {
      new Trees(Path.of(args[0])).stock(new MitTest("tests", "./t_long.py", List.of()));
    }
  }

  @Test
  void noProgramOfTheTestStays() throws Exception {
    Path tests = Files.createDirectories(folder.resolve("stock/build/tests"));
    Files.writeString(tests.resolve("t_long.py"), SCRIPT);
    Path pids = tests.resolve("pids");
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    String classes = System.getProperty("java.class.path");
    // As in make's recipe, a shell is between as-one.sh and the run.
    LabCommand command =
        new LabCommand(folder, java, "-cp", classes, Run.class.getName(), folder.toString())
            .startedBy(AS_ONE, "sh", "-c", "\"$@\" || exit 1", "sh");
    try (LabProcess run = command.start()) {
      run.await("starts the programs", () -> Files.exists(pids), Patience.LIMIT);
      List<String> programs = List.of(Files.readString(pids).strip().split(" "));
      assertEquals(4, programs.size());
      for (String pid : programs) {
        assertTrue(runs(pid), pid);
      }
      ProcessHandle program = ProcessHandle.of(run.pid()).orElseThrow();
      program.destroy();
      program.onExit().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      for (String pid : programs) {
        assertFalse(runs(pid), () -> pid + "\n" + run.log());
      }
    }
  }

  /** False for one that has ended and whose exit code nobody has fetched yet, too. */
  private static boolean runs(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "stat")).matches("(?s).*\\) [ZX] .*");
    } catch (IOException e) {
      return false;
    }
  }
}
