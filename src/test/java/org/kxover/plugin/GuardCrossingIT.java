package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
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

  /** S4U2Self: a service of B gets a ticket to itself in the name of a user of A. */
  @Test
  void aServiceDoesNotActForAUserOfAnotherRealm() throws Exception {
    b.kdc().kadmin(OPEN);
    LabKdc stock = LabKdc.unguarded(lab, b);
    stock.start();
    LabKdc stockA = LabKdc.unguarded(lab, a);
    stockA.start();
    // Both directions have a key.
    LabCommand.Output alice = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, alice.exitCode(), alice.text());
    b.user("bob").kvno("-S", "HTTP", "www.a.example");
    assertTrue(a.crossover(a, b).exists());

    LabUser service = b.user("service");
    b.kdc().kadmin("cpw -pw \"password of service\" HTTP/www.b.example");
    LabCommand.Output login =
        service
            .program("kinit", "HTTP/www.b.example@B.EXAMPLE")
            .input("password of service\n")
            .runToAnyEnd();
    assertEquals(0, login.exitCode(), login.text());
    LabCommand.Output granted = forAlice(service.asking(b, stock, a, stockA));
    assertEquals(0, granted.exitCode(), granted.text());
    LabCommand.Output atA = forAlice(service.asking(b, stock));
    assertTrue(atA.text().contains("KDC policy rejects request"), atA.text());
    LabCommand.Output atB = forAlice(service.asking(a, stockA));
    assertTrue(atB.text().contains("KDC policy rejects request"), atB.text());
    assertTrue(a.kdc().log().contains("a service acts for a user across realms"), a.kdc().log());
    LabCommand.Output ownUser = impersonate(service, "bob@B.EXAMPLE");
    assertEquals(0, ownUser.exitCode(), ownUser.text());
  }

  private LabCommand.Output forAlice(LabUser service) throws Exception {
    return impersonate(service, "alice@A.EXAMPLE");
  }

  /** With a copy of the cache, and with a default realm, which kvno needs for this. */
  private LabCommand.Output impersonate(LabUser service, String user) throws Exception {
    Path realm =
        Files.writeString(
            lab.folder().resolve("default-realm"), "[libdefaults]\ndefault_realm = B.EXAMPLE\n");
    Path cache = Path.of(service.environment().get("KRB5CCNAME").replace("FILE:", ""));
    Path copy =
        Files.copy(cache, lab.folder().resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
    return service
        .program("kvno", "-I", user, "HTTP/www.b.example")
        .env("KRB5_CONFIG", service.environment().get("KRB5_CONFIG") + ":" + realm)
        .env("KRB5CCNAME", "FILE:" + copy)
        .runToAnyEnd();
  }
}
