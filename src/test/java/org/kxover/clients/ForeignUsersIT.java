package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
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
import org.kxover.lab.LabUser;
import org.kxover.opening.ServiceAdvice;

/**
 * Three services of B that were set up when whoever was authenticated belonged to B. Users of A
 * stay out until the service is opened. Opened, it takes them for its own. With the two lines that
 * {@code kxover open} prints, only those come in who are meant.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ForeignUsersIT {
  private static final String HOST = "www.b.example";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private Lab lab;
  private LabRealm b;
  private LabUser alice;
  private LabUser mallory;
  private LabUser postgres;
  private LabUser carol;

  @BeforeAll
  void twoRealms() throws Exception {
    lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE").publishKdc();
    b = lab.realm("B.EXAMPLE").publishKdc().service("HTTP", HOST, "127.0.0.2");
    b.principal("ldap/" + HOST).principal("postgres/" + HOST);
    b.kdc().guard();
    lab.start();
    alice = a.user("alice").asInstalled();
    mallory = a.user("mallory").asInstalled();
    postgres = a.user("postgres").asInstalled();
    carol = b.user("carol").asInstalled();
  }

  private void open(String service) throws Exception {
    LabCommand.Output opened =
        b.kxoverd()
            .kxover("open", service + "/" + HOST, "--kadmin", b.kdc().kadminCommand())
            .runToAnyEnd();
    assertEquals(0, opened.exitCode(), opened::text);
  }

  private static void assertPage(LabApache apache, LabUser user, boolean comesIn) throws Exception {
    LabCommand.Output said = apache.get(user);
    assertEquals(comesIn, said.text().contains(LabApache.PAGE), said::text);
    assertEquals(comesIn, said.text().contains("HTTP/1.1 200 "), said::text);
  }

  @Test
  void apacheWithValidUser() throws Exception {
    LabApache apache = new LabApache(lab, b, HOST);
    assertPage(apache, carol, true);
    assertPage(apache, mallory, false);
    assertFalse(mallory.klist().contains("HTTP/" + HOST), mallory.klist());

    open("HTTP");
    assertPage(apache, mallory, true);

    LabApache careful = new LabApache(lab, b, HOST, ServiceAdvice.HTTP.lines());
    assertPage(careful, mallory, false);
    assertTrue(mallory.klist().contains("HTTP/" + HOST), mallory.klist());
    assertPage(careful, alice, true);
    assertPage(careful, carol, true);
  }

  private static void assertEntry(LabSlapd slapd, LabUser user, boolean reads) throws Exception {
    LabCommand.Output said = slapd.search(user);
    assertEquals(reads, said.text().contains("what only a reader sees"), said::text);
  }

  @Test
  void slapdWithByUsersRead() throws Exception {
    LabSlapd slapd = new LabSlapd(lab, b, HOST, List.of("by users read"));
    assertEntry(slapd, carol, true);
    assertEntry(slapd, mallory, false);
    assertFalse(mallory.klist().contains("ldap/" + HOST), mallory.klist());

    open("ldap");
    assertEntry(slapd, mallory, true);

    LabSlapd careful = new LabSlapd(lab, b, HOST, ServiceAdvice.LDAP.lines());
    assertEntry(careful, mallory, false);
    assertEquals(0, careful.whoami(mallory).exitCode(), "who is known, and reads nothing");
    assertEntry(careful, alice, true);
    assertEntry(careful, carol, true);
  }

  private static void assertLogin(LabPostgres server, LabUser user, String role, String who)
      throws Exception {
    LabCommand.Output said = server.login(user, role);
    assertEquals(0, said.exitCode(), said::text);
    assertEquals(who + "\n", said.text());
  }

  private static void assertNoLogin(LabPostgres server, LabUser user, String role)
      throws Exception {
    LabCommand.Output said = server.login(user, role);
    assertNotEquals(0, said.exitCode(), said::text);
  }

  @Test
  void postgresqlWithoutTheRealm() throws Exception {
    LabPostgres server =
        new LabPostgres(
            lab, b, HOST, List.of("host all all all gss include_realm=0"), List.of(), "carol");
    assertLogin(server, carol, "carol", "carol|off");
    assertNoLogin(server, carol, "postgres");
    assertNoLogin(server, postgres, "postgres");
    assertFalse(postgres.klist().contains("postgres/" + HOST), postgres.klist());

    open("postgres");
    assertLogin(server, postgres, "postgres", "postgres|on");

    List<String> lines = ServiceAdvice.POSTGRES.lines();
    LabPostgres careful =
        new LabPostgres(
            lab,
            b,
            HOST,
            List.of(lines.get(0).replace("pg_hba.conf: ", "")),
            List.of(lines.get(1).replace("pg_ident.conf: ", "")),
            "carol");
    assertNoLogin(careful, postgres, "postgres");
    assertTrue(postgres.klist().contains("postgres/" + HOST), postgres.klist());
    assertLogin(careful, carol, "carol", "carol|off");
  }
}
