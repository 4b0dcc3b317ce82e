package org.kxover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.LabCommand;

/** What {@code make install} leaves behind: commands that run, a unit that systemd accepts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class InstallIT {
  private Path root;

  @BeforeAll
  void install(@TempDir Path folder) throws Exception {
    root = folder;
    new LabCommand(
            root,
            "make",
            "-C",
            Path.of("").toAbsolutePath().toString(),
            "install",
            "PREFIX=" + root.resolve("usr"),
            "SYSCONFDIR=" + root.resolve("etc"),
            "UNITDIR=" + root.resolve("unit"),
            "PLUGINDIR=" + root.resolve("plugins"))
        .run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kxoverd", "kxover"})
  void theCommandRuns(String name) throws Exception {
    String version =
        new LabCommand(root, root.resolve("usr/sbin").resolve(name).toString(), "--version").run();
    assertTrue(version.startsWith(name + " 0."), version);
  }

  @Test
  void theExampleAndThePluginAreThere() {
    assertTrue(Files.exists(root.resolve("etc/kxover/kxoverd.conf.example")));
    assertTrue(Files.exists(root.resolve("plugins/kxover.so")));
  }

  @Test
  void systemdAcceptsTheUnit() throws Exception {
    Path unit = root.resolve("unit/kxoverd.service");
    assertFalse(
        Files.readString(unit).matches("(?s).*@[A-Z]+@.*"), "a placeholder is left: " + unit);
    LabCommand.Output output =
        new LabCommand(root, "systemd-analyze", "verify", unit.toString()).runToAnyEnd();
    // It looks at the machine's other units too: only what it says of ours counts.
    List<String> ours = new ArrayList<>();
    output.text().lines().filter(line -> line.contains("kxoverd")).forEach(ours::add);
    assertEquals(List.of(), ours);
  }
}
