package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/**
 * Real KDCs and daemons. A and B have the setting kadm5, and C changes its database by kadmin. The
 * daemons are started in this order, and each crossing is the first of its realms.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class Kadm5CrossingIT {
  private static final String DERIVED = "set without a password";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm a;
  private LabRealm b;
  private LabRealm c;

  @BeforeAll
  void threeRealms() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    c = lab.realm("C.EXAMPLE").service("HTTP", "www.c.example");
    a.kdc().attachKadm5();
    b.kdc().attachKadm5();
    lab.start();
  }

  /** The user gets a ticket, which only a KDC with the same key can give. */
  private static String cross(LabRealm client, LabRealm service, String user) throws Exception {
    int before = client.kxoverd().log().length();
    LabCommand.Output output = client.user(user).kvno("-S", "HTTP", "www." + service.domain());
    assertEquals(0, output.exitCode(), output::text);
    client.kxoverd().awaitLine(before, "wrote krbtgt/" + service.name() + "@" + client.name());
    return client
        .kxoverd()
        .log()
        .substring(before)
        .lines()
        .filter(line -> line.contains("wrote krbtgt/" + service.name()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bothSidesSetKeys() throws Exception {
    String wrote = cross(a, b, "alice");
    assertTrue(wrote.contains(DERIVED), wrote);
    String principal = a.kdc().kadmin("getprinc krbtgt/B.EXAMPLE@A.EXAMPLE");
    assertTrue(principal.contains("Attributes: DISALLOW_POSTDATED\n"), principal);
    assertTrue(principal.contains("Policy: [none]\n"), principal);
  }

  @Test
  void theUsersSideHasKadmin() throws Exception {
    String wrote = cross(c, a, "carol");
    assertFalse(wrote.contains(DERIVED), wrote);
  }

  @Test
  void theServicesSideHasKadmin() throws Exception {
    String wrote = cross(b, c, "bob");
    assertFalse(wrote.contains(DERIVED), wrote);
  }
}
