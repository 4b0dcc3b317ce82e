package org.kxover.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Users of other realms and KDCs with the patch: only a realm's own users make its daemon go out,
 * or use the keys that it made.
 */
@Timeout(300)
class ClientsIT {
  private static final String TO_B = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();

  private static void assertRefused(LabUser user, String... arguments) throws Exception {
    LabCommand.Output output = user.kvno(arguments);
    assertNotEquals(0, output.exitCode(), output.text());
  }

  private static void assertServed(LabUser user, String... arguments) throws Exception {
    LabCommand.Output output = user.kvno(arguments);
    assertEquals(0, output.exitCode(), output.text());
  }

  /** An administrator lets users of one realm go to another. */
  private static void trust(LabRealm client, LabRealm service) throws Exception {
    for (LabRealm one : new LabRealm[] {client, service}) {
      one.kdc().kadmin("addprinc -pw shared krbtgt/" + service.name() + "@" + client.name());
    }
  }

  @Test
  void aUserOfAnotherRealmMakesNoKeyAndUsesNone() throws Exception {
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE", KdcPrograms.withPatch());
    LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    LabRealm c = lab.realm("C.EXAMPLE");
    trust(c, a);
    lab.start();
    LabKdc stock = LabKdc.stock(lab, a);
    stock.start();
    LabUser carol = c.user("carol");
    assertServed(carol, "krbtgt/A.EXAMPLE@C.EXAMPLE");
    LabUser alice = a.user("alice");

    LabCommand.Output refused = carol.kvno(TO_B);
    assertEquals(carol.asking(a, stock).kvno(TO_B).text(), refused.text());
    assertNotEquals(0, refused.exitCode(), refused.text());
    assertFalse(a.kxoverd().log().contains("asked for"), a.kxoverd().log());
    assertFalse(b.kxoverd().log().contains("asks for"), b.kxoverd().log());
    assertFalse(a.crossover(b, a).exists());
    assertServed(alice, "-S", "HTTP", "www.b.example");
    assertTrue(a.crossover(b, a).exists());
    assertRefused(carol, TO_B);

    // The daemon looks, too.
    a.kdc().kadmin("delprinc -force " + TO_B);
    a.kdc().setKxover("clients", "all").restart();
    assertRefused(carol, TO_B);
    assertTrue(
        a.kxoverd()
            .log()
            .contains(
                "denied, refused by policy: the client is a user of \"C.EXAMPLE\", and clients of"
                    + " [realm A.EXAMPLE] is own"),
        a.kxoverd().log());
    assertFalse(a.crossover(b, a).exists());

    a.kxoverd().set("clients", "all").restart();
    assertServed(carol, TO_B);
    assertTrue(a.crossover(b, a).exists());
  }

  /** B would lead alice around the rule of a realm below it that denies her realm. */
  @Test
  void aRealmInBetweenLeadsNobodyAroundTheRulesOfAnother() throws Exception {
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE", KdcPrograms.withPatch()).service("HTTP", "www.b.example");
    LabRealm below = lab.realm("SUB.B.EXAMPLE").service("HTTP", "www.sub.b.example");
    below.kxoverd().set("peer_realms", "deny a.example, allow b.example, allow *");
    lab.start();
    LabUser alice = a.user("alice");
    assertServed(alice, "-S", "HTTP", "www.b.example");

    String[][] ways = {
      {"-S", "HTTP", "www.sub.b.example"},
      {"krbtgt/SUB.B.EXAMPLE@B.EXAMPLE"},
      {"HTTP/www.sub.b.example@SUB.B.EXAMPLE"}
    };
    for (String[] way : ways) {
      assertRefused(alice, way);
    }
    assertFalse(b.crossover(below, b).exists());
    assertServed(b.user("bob"), "-S", "HTTP", "www.sub.b.example");
    assertTrue(b.crossover(below, b).exists());
    for (String[] way : ways) {
      assertRefused(alice, way);
    }
    assertFalse(below.kdc().log().contains("alice@A.EXAMPLE for HTTP"), below.kdc().log());
  }

  @Test
  void anAnonymousUserWhomTheKdcRefusesMakesNoKey() throws Exception {
    assumeFalse(KdcPrograms.chosen().patched(), "only the system's KDC has PKINIT");
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE").allowAnonymous();
    LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.start();
    LabUser nobody = a.anonymous();
    a.kdc().set("restrict_anonymous_to_tgt", "true");
    a.kdc().upgrade(KdcPrograms.withPatch());
    a.kdc().restart();

    assertRefused(nobody, "-S", "HTTP", "www.b.example");
    assertFalse(a.kxoverd().log().contains("asked for"), a.kxoverd().log());
    assertFalse(a.crossover(b, a).exists());

    a.kdc().set("restrict_anonymous_to_tgt", "false").restart();
    assertServed(nobody, "-S", "HTTP", "www.b.example");
    assertTrue(a.crossover(b, a).exists());
  }
}
