package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Two realms with different KDCs. By default one has the plugin and the other the patch. With
 * {@code OTHER_KRB5_PREFIX} the other is of another release, such as krb5 1.13.3, which has no
 * aes-sha2.
 */
@Timeout(300)
class MixedKdcsIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    a = world.lab().realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = world.lab().realm("B.EXAMPLE", KdcPrograms.other()).service("HTTP", "www.b.example");
    b.service("HTTP", "other.b.example");
    world.lab().start();
  }

  private static void assertServed(LabUser user, String... service) throws Exception {
    LabCommand.Output output = user.kvno(service);
    assertEquals(0, output.exitCode(), output::text);
  }

  private void assertKeys(LabRealm service, LabRealm client, int kvno) throws Exception {
    List<String> both =
        a.kdc().crossoverKeyTypes().stream()
            .filter(b.kdc().crossoverKeyTypes()::contains)
            .map(type -> "vno " + kvno + ", " + type)
            .toList();
    assertEquals(both, client.crossover(service, client).keys());
  }

  @Test
  void keysHaveTheEncryptionTypesOfBothKdcs() throws Exception {
    assertServed(a.user("alice"), "-S", "HTTP", "www.b.example");
    assertServed(b.user("bob"), "-S", "HTTP", "www.a.example");
    assertKeys(b, a, 1);
    assertKeys(a, b, 1);
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
    assertEquals(a.crossover(a, b).keys(), b.crossover(a, b).keys());
  }

  @Test
  void theNextKeyHasTheEncryptionTypesOfTheUpgradedKdc() throws Exception {
    LabUser alice = a.user("alice");
    assertServed(alice, "-S", "HTTP", "www.b.example");
    assertKeys(b, a, 1);
    b.kdc().stop();
    b.kdc().upgrade(world.lab().programs());
    b.kdc().start();
    b.kxoverd().restart();
    LabCommand.Output renewed = a.kxoverd().kxover("renew", "B.EXAMPLE").runToAnyEnd();
    assertEquals(0, renewed.exitCode(), renewed::text);
    assertKeys(b, a, 2);
    // Alice has a ticket under the old key, and carol gets one under the new key.
    assertServed(alice, "HTTP/other.b.example@B.EXAMPLE");
    assertServed(a.user("carol"), "-S", "HTTP", "www.b.example");
  }
}
