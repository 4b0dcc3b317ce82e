package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Patience;

/** Which keys one user's request leaves in both databases. */
@Timeout(300)
class ReverseCrossingIT {
  private static final Duration LIMIT = Patience.LIMIT;

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
  }

  private static void crossesOver(LabRealm realm, String user, String host) throws Exception {
    LabCommand.Output output = realm.user(user).kvno("-S", "HTTP", host);
    assertEquals(0, output.exitCode(), output::text);
  }

  private void assertSameKeys(LabRealm service, LabRealm client) throws Exception {
    assertTrue(a.crossover(service, client).exists(), a.kxoverd().log() + b.kxoverd().log());
    assertEquals(a.crossover(service, client).keys(), b.crossover(service, client).keys());
  }

  @Test
  void keysForBothDirections() throws Exception {
    a.kxoverd().set("offer_other_direction", "yes");
    b.kxoverd().set("offer_other_direction", "yes");
    lab.start();
    crossesOver(a, "alice", "www.b.example");
    b.kxoverd().awaitLines("wrote krbtgt/A.EXAMPLE@B.EXAMPLE kvno 1", 1, LIMIT);
    assertSameKeys(b, a);
    assertSameKeys(a, b);

    crossesOver(b, "bob", "www.a.example");
    // A daemon that stops finishes its crossings first, so the logs are complete.
    b.kxoverd().stop();
    a.kxoverd().stop();
    for (LabRealm realm : List.of(a, b)) {
      String log = realm.kxoverd().log();
      assertEquals(1, log.split(" asks for krbtgt/", -1).length - 1, log);
    }
  }

  @Test
  void theKeyOfOneDirectionWhereItIsOff() throws Exception {
    lab.start();
    crossesOver(a, "alice", "www.b.example");
    b.kxoverd().stop();
    a.kxoverd().stop();
    assertSameKeys(b, a);
    assertFalse(a.crossover(a, b).exists(), a.kxoverd().log());
    assertFalse(b.crossover(a, b).exists(), b.kxoverd().log());
  }
}
