package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * A realm uses its crossover key to issue a ticket for a user of a third realm. kxoverd makes the
 * key, but only the KDC reads tickets. This test shows what the KDC does.
 */
@Timeout(300)
class LyingRealmIT {
  /** Without this, B's KDC only accepts the hierarchical path over EXAMPLE. */
  private static final String BY_WAY_OF_A =
      """

      [capaths]
          C.EXAMPLE = {
              B.EXAMPLE = A.EXAMPLE
          }
      """;

  @RegisterExtension final LabExtension world = new LabExtension();

  /** C.EXAMPLE is an invention of A, with a KDC and a user. */
  @Test
  void theTransitedCheckOfTheKdcRefusesUsersOfAThirdRealm() throws Exception {
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    LabRealm c = lab.realm("C.EXAMPLE");
    a.kdc().setKxover("clients", "all");
    // With the patch, carol could ask C's KDC for the crossover of B.
    c.kxoverd().set("roles", "service");
    lab.start();
    LabUser alice = a.user("alice");
    assertEquals(
        0, alice.kvno("-S", "HTTP", "www.b.example").exitCode(), "with a key that kxoverd made");

    for (LabRealm accomplice : new LabRealm[] {a, c}) {
      accomplice.kdc().kadmin("addprinc -pw accomplices krbtgt/A.EXAMPLE@C.EXAMPLE");
    }
    LabUser carol = c.user("carol");
    append(Path.of(carol.environment().get("KRB5_CONFIG")));

    LabCommand.Output lie = carol.kvno("HTTP/www.b.example@B.EXAMPLE");
    assertNotEquals(0, lie.exitCode(), lie.text());
    assertTrue(carol.tickets().contains("krbtgt/B.EXAMPLE@A.EXAMPLE"), "A has issued its ticket");
    assertTrue(b.kdc().log().contains("BAD_TRANSIT"), b.kdc().log());
    assertEquals(
        0, alice.kvno("HTTP/www.b.example@B.EXAMPLE").exitCode(), "users of A are accepted");

    append(b.kdc().config());
    b.kdc().stop();
    b.kdc().start();
    LabCommand.Output trusted = carol.kvno("HTTP/www.b.example@B.EXAMPLE");
    assertEquals(0, trusted.exitCode(), () -> trusted.text() + b.kdc().log());
  }

  private static void append(Path config) throws IOException {
    Files.writeString(config, BY_WAY_OF_A, StandardOpenOption.APPEND);
  }
}
