package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabPam;
import org.kxover.lab.LabPrograms;
import org.kxover.lab.LabSssd;

/** Users of A who log in at a machine of B, which checks their KDC's answer with its own key. */
@Timeout(600)
class LoginClients {
  private static final String WELCOME = "successfully authenticated";

  @RegisterExtension static final ClientsWorld world = WORLD;

  /** True if the tests run as root. */
  static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(world.lab().folder(), "unix:uid") == 0;
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
            LabPrograms.alone("libpam-krb5").file("pam_krb5.so")
                + " search_k5login no_ccache debug keytab="
                + LabPam.KEYTAB,
            "alice@A.EXAMPLE");

    LabCommand.Output last = world.triesByRealm(() -> machine.login("password of alice"), WELCOME);

    assertEquals(0, last.exitCode(), last::text);
    LabCommand.Output wrong = machine.login("password of mallory");
    assertFalse(wrong.text().contains(WELCOME), wrong::text);
    assertMachineAskedForItself();
  }

  /** As {@link #pamKrb5}, through sssd, which asks for the key of its host likewise. */
  @Test
  void sssd() throws Exception {
    assumeTrue(isRoot(), "the mount namespace needs root");
    world.a().user("alice");
    LabSssd machine = new LabSssd(world.lab(), world.b(), HOST, world.a(), "alice");

    LabCommand.Output last = world.triesByRealm(() -> machine.login("password of alice"), WELCOME);

    assertEquals(0, last.exitCode(), () -> last.text() + machine.log());
    LabCommand.Output wrong = machine.login("password of mallory");
    assertFalse(wrong.text().contains(WELCOME), wrong::text);
    assertMachineAskedForItself();
  }

  private static void assertMachineAskedForItself() {
    assertTrue(
        world.watch().requests().stream()
            .anyMatch(request -> request.name().equals("krbtgt/B.EXAMPLE")),
        () -> world.watch().requests().toString());
  }
}
