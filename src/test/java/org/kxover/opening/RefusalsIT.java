package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/** What the guard of a real KDC refuses, as an administrator sees it. */
@Timeout(300)
class RefusalsIT {
  private static final String SERVICE = "HTTP/www.b.example@B.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    a = world.lab().realm("A.EXAMPLE");
    b = world.lab().realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.kdc().guard();
    b.kxoverd().measured();
    world.lab().start();
  }

  private String services() throws Exception {
    LabCommand.Output said =
        b.kxoverd().kxover("services", "--kadmin", b.kdc().kadminCommand()).runToAnyEnd();
    assertEquals(0, said.exitCode(), said::text);
    return said.text();
  }

  @Test
  void whoWantedToComeInIsSeenUntilARestart() throws Exception {
    assertFalse(services().contains("refused"), "nobody yet");
    assertNotEquals(0, a.user("alice").kvno("-S", "HTTP", "www.b.example").exitCode());
    b.kxoverd().awaitLine(0, "the guard refused alice@A.EXAMPLE for " + SERVICE + ": closed");
    String listed = services();
    assertTrue(
        listed.contains(SERVICE + "\n  open:  to nobody\n  refused: alice@A.EXAMPLE at "), listed);
    assertTrue(listed.contains(": closed ("), listed);
    Double count =
        b.kxoverd()
            .metrics()
            .get("kxover_guard_refusals_total{mode=\"enforce\",reason=\"closed\"}");
    assertTrue(count >= 1, "" + count);

    b.kxoverd().kxover("open", "HTTP/www.b.example", "--kadmin", b.kdc().kadminCommand()).run();
    assertEquals(0, a.user("ann").kvno("-S", "HTTP", "www.b.example").exitCode());
    String open = services();
    assertTrue(open.contains(SERVICE + "\n  open:  allow *\n"), open);
    assertTrue(open.contains("  refused: alice@A.EXAMPLE at "), open);
    assertFalse(open.contains("ann@A.EXAMPLE"), open);

    b.kxoverd().stop();
    b.kxoverd().start();
    assertFalse(services().contains("refused"), "a restart forgets");
  }
}
