package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabApache;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabPostgres;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabSlapd;
import org.kxover.lab.LabSshd;
import org.kxover.lab.LabUser;

/**
 * Users of services in another realm, which neither their machine nor their realm is configured
 * for. Without kxoverd the services refuse them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ServicesIT {
  private static final String HOST = "www.b.example";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabUser alice;
  private LabUser bob;

  @BeforeAll
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE").publishKdc();
    b = lab.realm("B.EXAMPLE").publishKdc().service("HTTP", HOST, "127.0.0.2");
    b.principal("host/" + HOST).principal("ldap/" + HOST).principal("postgres/" + HOST);
    lab.start();
  }

  @BeforeEach
  void usersWithoutTicketsAndNoKxoverd() throws Exception {
    alice = a.user("alice").asInstalled();
    bob = a.user("bob").asInstalled();
    a.kxoverd().stop();
  }

  private void assertNoKey() throws Exception {
    assertFalse(a.crossover(b, a).exists());
    assertFalse(b.crossover(b, a).exists());
  }

  @Test
  void ssh() throws Exception {
    LabSshd sshd = new LabSshd(lab, b, HOST, "alice@A.EXAMPLE");
    LabCommand.Output without = sshd.ssh(alice, "echo across");
    assertEquals(255, without.exitCode(), without.text());
    assertTrue(without.text().contains("Permission denied (gssapi"), without.text());
    assertNoKey();
    a.kxoverd().start();

    LabCommand.Output with = sshd.ssh(alice, "echo across as $USER; exit 7");

    assertEquals("across as visitor\n", with.text());
    assertEquals(7, with.exitCode(), "the exit code of the remote command");
    sshd.awaitLine("Authorized to visitor, krb5 principal alice@A.EXAMPLE");
    assertTrue(alice.tickets().contains("host/www.b.example@B.EXAMPLE"), alice.klist());

    // A crossover authenticates bob, but does not authorize him.
    LabCommand.Output other = sshd.ssh(bob, "echo across");
    assertEquals(255, other.exitCode(), other.text());
    assertTrue(bob.tickets().contains("host/www.b.example@B.EXAMPLE"), bob.klist());
  }

  @Test
  void curlNegotiate() throws Exception {
    LabApache apache = new LabApache(lab, b, HOST);
    LabCommand.Output without = apache.get(alice);
    assertTrue(without.text().startsWith("HTTP/1.1 401 "), without.text());
    assertFalse(without.text().contains(LabApache.PAGE), without.text());
    assertNoKey();
    a.kxoverd().start();

    LabCommand.Output with = apache.get(alice);

    assertEquals(0, with.exitCode(), with.text());
    assertTrue(with.text().contains("HTTP/1.1 200 "), with.text());
    assertTrue(with.text().contains("X-Remote-User: alice@A.EXAMPLE\r\n"), with.text());
    assertTrue(with.text().endsWith(LabApache.PAGE + "\n"), with.text());
    LabCommand.Output other = apache.get(bob);
    assertTrue(other.text().contains("X-Remote-User: bob@A.EXAMPLE\r\n"), other.text());
  }

  @Test
  void psqlEncrypted() throws Exception {
    LabPostgres server =
        new LabPostgres(
            lab,
            b,
            HOST,
            List.of("hostgssenc all all all gss include_realm=1 map=guests"),
            List.of("guests alice@A.EXAMPLE visitor"),
            "visitor");
    LabCommand.Output without = server.loginEncrypted(alice, "visitor");
    assertNotEquals(0, without.exitCode(), without.text());
    assertNoKey();
    a.kxoverd().start();

    LabCommand.Output with = server.loginEncrypted(alice, "visitor");

    assertEquals("alice@A.EXAMPLE|t\n", with.text());
    LabCommand.Output other = server.loginEncrypted(bob, "visitor");
    assertNotEquals(0, other.exitCode(), other.text());
    assertTrue(bob.tickets().contains("postgres/www.b.example@B.EXAMPLE"), bob.klist());
  }

  @Test
  void ldapWithSasl() throws Exception {
    LabSlapd slapd = new LabSlapd(lab, b, HOST, "uid=alice@a.example,cn=gssapi,cn=auth");
    LabCommand.Output without = slapd.whoami(alice);
    assertNotEquals(0, without.exitCode(), without.text());
    assertTrue(without.text().contains("GSSAPI Error"), without.text());
    assertNoKey();
    a.kxoverd().start();

    LabCommand.Output with = slapd.whoami(alice);

    assertEquals("dn:uid=alice@a.example,cn=gssapi,cn=auth\n", with.text());
    assertEquals(0, with.exitCode());
    LabCommand.Output entry = slapd.search(alice);
    assertTrue(entry.text().contains("description: what only a reader sees"), entry.text());
    for (LabCommand.Output other :
        new LabCommand.Output[] {slapd.search(bob), slapd.searchAnonymously(alice)}) {
      assertFalse(other.text().contains("what only a reader sees"), other.text());
    }
    assertEquals("dn:uid=bob@a.example,cn=gssapi,cn=auth\n", slapd.whoami(bob).text());
  }
}
