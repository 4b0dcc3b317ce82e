package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;

/** What a Java process does with SIGHUP depends on how it was started. */
@Timeout(120)
class ReloadSignalIT {
  @TempDir Path folder;

  /** A process that prints whether it can handle SIGHUP. */
  public static final class Program {
    public static void main(String[] args) throws ReflectiveOperationException {
      System.out.println(ReloadSignal.on(() -> {}) ? "handled" : "ignored");
    }
  }

  @Test
  void aProcessThatWasStartedWithTheSignalIgnoredCannotHandleIt() throws Exception {
    assertEquals("ignored", started("trap '' HUP"));
    assertEquals("handled", started("trap - HUP"));
  }

  private String started(String trap) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new LabCommand(
            folder,
            "sh",
            "-c",
            trap + "; exec \"$0\" -cp \"$1\" \"$2\"",
            java.toString(),
            System.getProperty("java.class.path"),
            Program.class.getName())
        .runToAnyEnd()
        .text()
        .trim();
  }
}
