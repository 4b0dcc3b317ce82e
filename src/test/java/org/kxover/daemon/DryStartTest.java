package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The run for share-classes reaches its end, and a part that fails does not stop it. */
@Timeout(120)
class DryStartTest {
  @TempDir Path folder;

  private static boolean run(Path folder) {
    return new DryStart(folder, Clock.systemUTC(), new SecureRandom()).run();
  }

  @Test
  void everyPartIsDone() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    assertTrue(run(folder));
    assertFalse(Files.exists(folder.resolve("kdc.sock")), "the daemon has ended");
  }

  @Test
  void aPartThatFailsIsLeftOut() {
    assertFalse(run(folder.resolve("absent")));
  }

  @Test
  void allClassesOfTheProgramAreLoaded() throws Exception {
    try (var files = Files.walk(Path.of("kxoverd/java"))) {
      long sources = files.filter(file -> file.toString().endsWith(".java")).count();
      assertTrue(ClassPreloader.load(DryStart.class) > sources, "nested classes are loaded too");
    }
  }
}
