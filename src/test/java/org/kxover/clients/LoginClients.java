package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabPam;

/** Users of A who log in at a machine of B, which checks their KDC's answer with its own key. */
@Timeout(600)
class LoginClients {
  private static final Duration DOWNLOAD = Duration.ofMinutes(8);
  private static final String WELCOME = "successfully authenticated";

  @RegisterExtension static final ClientsWorld world = WORLD;

  /** True if the tests run as root. */
  static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(world.lab().folder(), "unix:uid") == 0;
  }

  /**
   * Unpacks a module. Its package is not installed, as that would change how people log in here.
   */
  private static Path module(String packageName, String module) throws IOException {
    String release =
        Files.readAllLines(Path.of("/etc/os-release")).stream()
            .filter(line -> line.startsWith("VERSION_CODENAME="))
            .map(line -> line.replaceAll(".*=", ""))
            .findFirst()
            .orElseThrow();
    String folder =
        new LabCommand(
                world.lab().folder(),
                Path.of("src/test/sh/debian-programs.sh").toAbsolutePath().toString(),
                "--alone",
                release,
                packageName)
            .env("HOME", System.getProperty("user.home"))
            .limit(DOWNLOAD)
            .run()
            .strip();
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(file -> file.getFileName().toString().equals(module))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The account lets alice in by {@code .k5login}, and she types her password of A. */
  @Test
  void pamKrb5() throws Exception {
    world.a().user("alice");
    LabPam machine =
        new LabPam(
            world.lab(),
            world.b(),
            HOST,
            module("libpam-krb5", "pam_krb5.so")
                + " search_k5login no_ccache debug keytab="
                + LabPam.KEYTAB,
            "alice@A.EXAMPLE");

    LabCommand.Output last = world.triesByRealm(() -> machine.login("password of alice"), WELCOME);

    assertEquals(0, last.exitCode(), last::text);
    LabCommand.Output wrong = machine.login("password of mallory");
    assertFalse(wrong.text().contains(WELCOME), wrong::text);
    assertTrue(
        world.watch().requests().stream()
            .anyMatch(request -> request.name().equals("krbtgt/B.EXAMPLE")),
        () -> world.watch().requests().toString());
  }
}
