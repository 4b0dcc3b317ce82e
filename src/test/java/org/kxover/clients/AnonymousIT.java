package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabGssServer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Anonymous users (RFC 8062) of A at a service of B. */
@Timeout(300)
class AnonymousIT {
  private static final String NOBODY = "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS";

  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    assumeFalse(KdcPrograms.chosen().patched(), "the tests' patched KDC is built without PKINIT");
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE").allowAnonymous();
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.start();
  }

  @Test
  void aServiceOfAnotherRealmSeesThatItSeesNobody() throws Exception {
    LabUser nobody = a.anonymous();
    a.kxoverd().stop();
    LabCommand.Output without = nobody.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, without.exitCode(), without.text());
    assertFalse(a.crossover(b, a).exists());
    a.kxoverd().start();
    LabGssServer server = b.gssServer("HTTP@www.b.example");

    String said = server.greet(nobody, "from nobody");

    assertTrue(said.contains("Signature verified."), said);
    server.awaitLine("Accepted connection: \"" + NOBODY + "\"");
    server.awaitLine("from nobody");
    assertTrue(a.crossover(b, a).exists());
    assertFalse(server.log().contains("A.EXAMPLE"), server.log());
  }

  @Test
  void theRealmOfTheServiceMayRefuseThem() throws Exception {
    b.kdc().set("restrict_anonymous_to_tgt", "true");
    b.kdc().stop();
    b.kdc().start();
    LabCommand.Output refused = a.anonymous().kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, refused.exitCode(), refused.text());
    assertTrue(refused.text().contains("KDC policy rejects request"), refused.text());
    LabCommand.Output named = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, named.exitCode(), named.text());
  }

  @Test
  void soMayTheirOwnRealm() throws Exception {
    a.kdc().set("restrict_anonymous_to_tgt", "true");
    a.kdc().stop();
    a.kdc().start();
    LabUser nobody = a.anonymous();
    LabCommand.Output refused = nobody.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, refused.exitCode(), refused.text());
    assertTrue(refused.text().contains("KDC policy rejects request"), refused.text());
    LabCommand.Output named = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, named.exitCode(), named.text());
  }
}
