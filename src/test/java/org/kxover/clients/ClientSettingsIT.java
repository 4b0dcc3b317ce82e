package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Clients that replace the host name that a user types with its canonical name in DNS ({@code
 * dns_canonicalize_hostname}), before they ask the KDC.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ClientSettingsIT {
  private static final String SERVICE = "HTTP/www.b.example@B.EXAMPLE";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm a;
  private LabRealm b;

  @BeforeAll
  void twoRealms() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE").publishKdc();
    b = lab.realm("B.EXAMPLE").publishKdc().service("HTTP", "www.b.example", "127.0.0.2");
    b.zone().add("web CNAME www");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
  }

  /**
   * The canonical name crosses with each setting. kxoverd finds no realm for an alias, so an alias
   * crosses only if the client replaces it, at once or as a fallback.
   */
  @ParameterizedTest
  @CsvSource({"true, true", "fallback, true", "false, false"})
  void canonicalNames(String setting, boolean aliasGetsAcross) throws Exception {
    LabUser alice = a.user("alice").asInstalled("dns_canonicalize_hostname = " + setting);
    a.kxoverd().stop();
    for (String name : new String[] {"www.b.example", "web.b.example"}) {
      LabCommand.Output without = alice.kvno("-S", "HTTP", name);
      assertNotEquals(0, without.exitCode(), without.text());
    }
    assertFalse(a.crossover(b, a).exists());
    a.kxoverd().start();

    LabCommand.Output alias = alice.kvno("-S", "HTTP", "web.b.example");

    assertEquals(aliasGetsAcross, alias.exitCode() == 0, alias.text());
    assertEquals(aliasGetsAcross, alice.tickets().contains(SERVICE), alice.klist());
    if (!aliasGetsAcross) {
      a.kxoverd().awaitLine(0, "none", "absent: ", "_kerberos.web.b.example");
    }
    LabUser bob = a.user("bob").asInstalled("dns_canonicalize_hostname = " + setting);
    LabCommand.Output own = bob.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, own.exitCode(), own.text());
    assertTrue(bob.tickets().contains(SERVICE), bob.klist());
  }
}
