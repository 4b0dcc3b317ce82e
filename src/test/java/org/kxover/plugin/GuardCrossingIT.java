package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Two realms cross over, and both KDCs have the guard. */
@Timeout(300)
class GuardCrossingIT {
  private static final String OPEN = "setstr HTTP/www.b.example kxover.open \"allow *\"";

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "in.b.example");
    a.kdc().guard();
    b.kdc().guard();
    lab.start();
  }

  @Test
  void aServiceIsClosedUntilItIsOpened() throws Exception {
    LabUser alice = a.user("alice");
    LabCommand.Output closed = alice.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, closed.exitCode(), closed.text());
    assertTrue(closed.text().contains("not found in Kerberos database"), closed.text());
    assertTrue(b.crossover(b, a).exists());

    b.kdc().kadmin(OPEN);
    LabCommand.Output open = alice.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, open.exitCode(), open.text());
    assertNotEquals(0, alice.kvno("-S", "HTTP", "in.b.example").exitCode());

    b.kdc().kadmin("delstr HTTP/www.b.example kxover.open");
    assertNotEquals(0, a.user("ann").kvno("-S", "HTTP", "www.b.example").exitCode());
    assertEquals(0, b.user("bob").kvno("-S", "HTTP", "www.b.example").exitCode());
  }

  @Test
  void administratorsStayAtHome() throws Exception {
    b.kdc().kadmin(OPEN);
    LabCommand.Output alice = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, alice.exitCode(), alice.text());
    LabUser administrator = a.user("alice/admin");
    LabCommand.Output out = administrator.kvno("-S", "HTTP", "www.b.example");
    assertNotEquals(0, out.exitCode(), out.text());
    assertTrue(a.kdc().log().contains("the client stays at home"), a.kdc().log());
    assertEquals(0, administrator.kvno("-S", "HTTP", "www.a.example").exitCode());
  }
}
