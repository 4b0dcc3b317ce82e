package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;

/** The programs as an operator uses them: the jar's commands, signals and exit codes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ProgramIT {
  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm realm;
  private LabKxoverd kxoverd;

  @BeforeAll
  void oneRealm() throws Exception {
    Lab lab = world.lab();
    realm = lab.realm("A.EXAMPLE");
    lab.start();
    kxoverd = realm.kxoverd();
  }

  @Test
  void sigtermEndsItCleanly() throws Exception {
    assertTrue(Files.exists(kxoverd.socket()));
    assertEquals(0, kxoverd.stop());
    assertFalse(Files.exists(kxoverd.socket()));
    List<String> lines = kxoverd.log().lines().toList();
    assertTrue(lines.get(lines.size() - 1).endsWith("stopped"), kxoverd.log());
    kxoverd.start();
  }

  @Test
  void aSecondDaemonDoesNotTakeTheSocket() throws Exception {
    LabCommand.Output second = kxoverd.program("--foreground").runToAnyEnd();
    assertEquals(1, second.exitCode(), second.text());
    assertTrue(second.text().contains("cannot start: "), second.text());
    assertEquals(0, kxoverd.stop());
  }

  @Test
  void aBadSettingStopsTheStartWithItsLine() throws Exception {
    assertEquals(0, kxoverd.stop());
    kxoverd.set("kadmin_timeout", "never");
    LabCommand.Output output = kxoverd.program().runToAnyEnd();
    assertEquals(1, output.exitCode(), output.text());
    assertTrue(output.text().contains("kadmin_timeout is not a time"), output.text());
    assertTrue(output.text().matches("(?s).*kxoverd\\.conf:[0-9]+: .*"), output.text());
    assertFalse(output.text().contains("\tat "), "no stack trace: " + output.text());
  }

  @Test
  void aFileWithoutTrustAnchorsStopsTheStart() throws Exception {
    assertEquals(0, kxoverd.stop());
    Path anchors = world.lab().dns().trustAnchorFile();
    String good = Files.readString(anchors);
    Files.writeString(anchors, "; nothing\n");
    LabCommand.Output output = kxoverd.program("--foreground").runToAnyEnd();
    assertEquals(1, output.exitCode(), output.text());
    assertTrue(output.text().contains(anchors.toString()), output.text());
    Files.writeString(anchors, good);
    kxoverd.start();
  }

  @Test
  void aPrivateKeyThatOthersCanReadStopsTheStart() throws Exception {
    assertEquals(0, kxoverd.stop());
    new LabCommand(realm.folder(), "chmod", "0644", "kx.key").run();
    LabCommand.Output output = kxoverd.program("--foreground").runToAnyEnd();
    assertEquals(1, output.exitCode(), output.text());
    assertTrue(output.text().contains("kx.key"), output.text());
    new LabCommand(realm.folder(), "chmod", "0600", "kx.key").run();
    kxoverd.start();
  }

  @Test
  void initDoesNotOverwriteFiles() throws Exception {
    String key = Files.readString(realm.folder().resolve("kx.key"));
    assertTrue(kxoverd.kxover("init").run().contains("stay as they are"));
    assertEquals(key, Files.readString(realm.folder().resolve("kx.key")));
  }

  @Test
  void helpAndVersionNameTheProgram() throws Exception {
    assertTrue(kxoverd.program("--help").run().contains("--foreground"));
    assertTrue(kxoverd.program("--version").run().matches("kxoverd \\d+\\.\\d+\\.\\d+.*\n"));
    assertEquals(2, kxoverd.program("--frobnicate").runToAnyEnd().exitCode());
    assertEquals(
        2, kxoverd.program("init").runToAnyEnd().exitCode(), "init is a command of kxover");
    assertTrue(kxoverd.kxover("--help").run().contains("dane-check"));
    assertTrue(kxoverd.kxover("--version").run().matches("kxover \\d+\\.\\d+\\.\\d+.*\n"));
    assertEquals(2, kxoverd.kxover().runToAnyEnd().exitCode());
  }
}
