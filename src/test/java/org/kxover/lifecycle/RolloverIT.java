package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.kerberos.KerberosTime;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabPrincipal;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;

/**
 * Real daemons renew and remove a key. {@code org.kxover.soak.SoakIT} has many rollovers in a row
 * under traffic.
 */
@Timeout(400)
class RolloverIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final Duration LIMIT = Patience.LIMIT;

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "other.b.example");
  }

  private static void assertServed(LabUser user, String host) throws Exception {
    LabCommand.Output output = user.kvno("-S", "HTTP", host);
    assertEquals(0, output.exitCode(), output::text);
  }

  /** Asks the service's realm with the crossover ticket that the user already has. */
  private static void assertServedByOldTicket(LabUser user) throws Exception {
    assertEquals(1, kvnoOf(user), "the old ticket is still the user's");
    LabCommand.Output output = user.kvno("HTTP/other.b.example@B.EXAMPLE");
    assertEquals(0, output.exitCode(), output::text);
  }

  /** The kvno of the user's crossover ticket. */
  private static int kvnoOf(LabUser user) throws Exception {
    String text = user.kvno(CROSSOVER).text();
    assertTrue(text.contains("kvno = "), text);
    return Integer.parseInt(text.replaceAll("(?s).*kvno = ([0-9]+).*", "$1"));
  }

  private static boolean hasKvno(LabPrincipal principal, int kvno) {
    return principal.keys().stream().anyMatch(key -> key.startsWith("vno " + kvno + ","));
  }

  /** The test moves the key's end in both databases. */
  @Test
  void whatEndedWhileTheDaemonsWereDownIsRemovedAtTheirStart() throws Exception {
    lab.start();
    assertServed(a.user("alice"), "www.b.example");
    for (LabRealm realm : List.of(a, b)) {
      realm.kxoverd().stop();
      setEnd(realm, Instant.parse("2020-01-02T00:00:00Z"));
      assertTrue(realm.kdc().principals().contains(CROSSOVER));
      realm.kxoverd().start();
      realm.kxoverd().awaitLines(CROSSOVER + " kvno 1 expired and was removed", 1, LIMIT);
    }
    assertFalse(a.kdc().principals().contains(CROSSOVER));
    assertFalse(b.kdc().principals().contains(CROSSOVER));
    assertServed(a.user("bob"), "www.b.example");
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
    assertTrue(hasKvno(a.crossover(b, a), 1));
  }

  /** Sets the end of key 1 with kadmin, as doc/REFERENCE.md describes. */
  private static void setEnd(LabRealm realm, Instant till) throws Exception {
    String attribute =
        realm
            .kdc()
            .kadmin("getstrs " + CROSSOVER)
            .lines()
            .filter(line -> line.startsWith("kxover.1: "))
            .findFirst()
            .orElseThrow()
            .substring("kxover.1: ".length());
    String changed =
        attribute.replaceAll(
            "from=\\d+Z till=\\d+Z", "from=20200101000000Z till=" + new KerberosTime(till));
    realm.kdc().kadmin("setstr " + CROSSOVER + " kxover.1 \"" + changed + "\"");
  }

  /**
   * The next key has the types that both realms list then. Tickets under the old key still work.
   */
  @Test
  void theNextKeyHasTheEncryptionTypesThatBothRealmsListThen() throws Exception {
    a.kxoverd().set("encryption_types", "aes128-cts-hmac-sha1-96");
    lab.start();
    LabUser alice = a.user("alice");
    assertServed(alice, "www.b.example");
    assertEquals(1, kvnoOf(alice));
    assertEquals(List.of("vno 1, aes128-cts-hmac-sha1-96"), a.crossover(b, a).keys());
    a.kxoverd().stop();
    setEnd(a, Instant.now().plus(Duration.ofHours(11)));
    a.kxoverd().set("encryption_types", String.join(" ", a.kdc().crossoverKeyTypes())).start();
    assertServed(a.user("bob"), "www.b.example");
    a.kxoverd().awaitLines("wrote " + CROSSOVER, 2, LIMIT);
    assertEquals(
        a.kdc().crossoverKeyTypes().stream().map(type -> "vno 2, " + type).toList(),
        a.crossover(b, a).keys());
    LabUser carol = a.user("carol");
    assertServed(carol, "www.b.example");
    assertEquals(2, kvnoOf(carol));
    assertServedByOldTicket(alice);
  }
}
