package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/**
 * One daemon serves A.EXAMPLE and C.EXAMPLE, another B.EXAMPLE. Each realm has its own KDC and
 * zone.
 */
@Timeout(300)
class SeveralRealmsIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabRealm c;

  @BeforeEach
  void threeRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE").service("HTTP", "www.a.example");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    c = lab.realm("C.EXAMPLE", a).service("HTTP", "www.c.example");
  }

  private static void assertCrossesOver(LabRealm client, LabRealm service) throws Exception {
    LabCommand.Output output =
        client.user("user-of-" + service.domain()).kvno("-S", "HTTP", "www." + service.domain());
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(client.crossover(service, client).exists());
    assertEquals(
        client.crossover(service, client).keys(), service.crossover(service, client).keys());
  }

  @Test
  void eachRealmCrossesOverInBothDirections() throws Exception {
    lab.start();
    assertCrossesOver(a, b);
    assertCrossesOver(c, b);
    assertCrossesOver(b, a);
    assertCrossesOver(b, c);
    assertFalse(c.crossover(b, a).exists(), "A's key is in no other database");
    assertFalse(a.crossover(b, c).exists(), "C's key is in no other database");
  }

  @Test
  void twoRealmsOfOneDaemonCrossOverWithEachOther() throws Exception {
    lab.start();
    assertCrossesOver(a, c);
    assertCrossesOver(c, a);
  }

  /** C's zone wrongly names A's host, whose certificate is not for C. */
  @Test
  void aRealmIsNotServedUnderTheCertificateOfAnother() throws Exception {
    int port = c.kxoverd().port();
    c.zone()
        .remove("_kerberos-tls._tcp.c.example.")
        .add("_kerberos-tls._tcp SRV 0 0 " + port + " kx.a.example.");
    lab.clientsDoNotGuessAtPatchedKdcs().start();

    assertNotEquals(0, b.user("bob").kvno("-S", "HTTP", "www.c.example").exitCode());

    String words = "refused by the peer: kx.a.example (127.0.0.1:" + port + "): ";
    assertTrue(b.kxoverd().log().contains(words + "KDC_ERR_WRONG_REALM"), b.kxoverd().log());
    assertFalse(b.crossover(c, b).exists());
    assertFalse(c.crossover(c, b).exists());

    c.zone()
        .remove("_kerberos-tls._tcp")
        .add("_kerberos-tls._tcp SRV 0 0 " + port + " kx.c.example.");
    lab.dns().reload();
    b.kxoverd().restart();
    assertCrossesOver(b, c);
  }

  @Test
  void realmsWithOneHostShareItsCertificate() throws Exception {
    c.kxoverd().set(c, "host", "kx.a.example");
    LabCommand.Output refused = a.kxoverd().program("--foreground").runToAnyEnd();
    assertEquals(1, refused.exitCode(), refused.text());
    assertTrue(
        refused.text().contains("[realm A.EXAMPLE] has the same host, kx.a.example"),
        refused.text());

    c.kxoverd().set(c, "certificate", a.folder().resolve("kx.crt").toString());
    c.kxoverd().set(c, "private_key", a.folder().resolve("kx.key").toString());
    c.zone()
        .remove("_kerberos-tls._tcp.c.example.")
        .add("_kerberos-tls._tcp SRV 0 0 " + c.kxoverd().port() + " kx.a.example.");
    lab.start();
    assertCrossesOver(b, a);
    assertCrossesOver(b, c);
    assertCrossesOver(c, b);
  }

  @Test
  void aRealmWhoseKadminFailsDoesNotHinderTheOther() throws Exception {
    a.kxoverd().set(c, "kadmin", "/bin/false");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    assertNotEquals(0, c.user("carol").kvno("-S", "HTTP", "www.b.example").exitCode());
    assertTrue(a.kxoverd().log().contains("failed, database failed: "), a.kxoverd().log());
    assertCrossesOver(a, b);

    a.kxoverd().set(c, "kadmin", c.kdc().kadminCommand());
    a.kxoverd().restart();
    assertCrossesOver(c, b);
  }
}
