package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.exchange.Agreement;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabHeimdal;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * A realm with MIT's KDC and kxoverd, and a realm with Heimdal's KDC. kxoverd does not support
 * Heimdal's kadmin, so the lab makes the exchange for Heimdal and enters the key as a password.
 */
@Timeout(300)
class HeimdalIT {
  private static final String HOST = "www.h.example";
  private static final String OUT = "krbtgt/H.EXAMPLE@A.EXAMPLE";
  private static final String SHA1 = "aes256-cts-hmac-sha1-96";
  private static final String SHA1_128 = "aes128-cts-hmac-sha1-96";
  private static final String SHA2 = "aes256-cts-hmac-sha384-192";

  /**
   * With the length and alphabet of an exchange's password. Starts with a hyphen, so that a command
   * could mistake it for an option.
   */
  private static final String PASSWORD = "-_" + "0123456789abcdefABCDEF".repeat(3).substring(4);

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabPeer h;
  private LabHeimdal heimdal;
  private String host = HOST;
  private Path keytab;

  @BeforeEach
  void realms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE").publishKdc().service("HTTP", "www.a.example");
    h = lab.peer("H.EXAMPLE");
    heimdal = new LabHeimdal(lab, h, SHA1, SHA1_128);
    keytab = heimdal.service("HTTP/" + HOST);
    heimdal.start();
  }

  /** Requests a ticket, and checks that the service's keytab can decrypt it. */
  private LabCommand.Output ask(LabUser user) throws Exception {
    return user.kvno("-k", keytab.toString(), "-S", "HTTP", host);
  }

  private void assertRefusedWithoutKxoverd(LabUser alice) throws Exception {
    a.kxoverd().stop();
    LabCommand.Output without = ask(alice);
    assertNotEquals(0, without.exitCode(), without.text());
    a.kxoverd().start();
  }

  private void assertSameKeys() throws Exception {
    assertEquals(
        a.kdc().keyLines(OUT).stream().sorted().toList(),
        heimdal.keyLines(OUT).stream().sorted().toList());
  }

  @Test
  void anExchangeMakesTheKeyOfBoth() throws Exception {
    h.writes(heimdal::write);
    lab.start();
    LabUser alice = a.user("alice").asInstalled("rdns = false");
    assertRefusedWithoutKxoverd(alice);
    assertFalse(a.crossover("H.EXAMPLE", "A.EXAMPLE").exists());

    LabCommand.Output output = ask(alice);

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("keytab entry valid"), output.text());
    assertEquals(2, a.kdc().keyLines(OUT).size());
    assertSameKeys();
  }

  @Test
  void usersOfHeimdalGetAcrossToo() throws Exception {
    lab.start();
    LabUser hans = heimdal.user("hans");
    LabCommand.Output without = hans.kvno("-S", "HTTP", "www.a.example");
    assertNotEquals(0, without.exitCode(), without.text());
    try (Agreement agreement = h.asks(a)) {
      heimdal.write(agreement);
    }

    LabCommand.Output output =
        hans.kvno("-k", a.keytab().toString(), "-S", "HTTP", "www.a.example");

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("keytab entry valid"), output.text());
    // Heimdal's KDC guesses the realm from the host's domain.
    assertTrue(heimdal.log().contains("referral to realm A.EXAMPLE for"), heimdal.log());
  }

  @Test
  void aKeyThatBothHaveByHandIsUsed() throws Exception {
    // In another domain, as MIT's client guesses the realm of hosts below h.example.
    host = "www.web.example";
    lab.dns().zone("web.example").add("www A 127.0.0.1").add("_kerberos.www TXT \"H.EXAMPLE\"");
    keytab = heimdal.service("HTTP/" + host);
    lab.start();
    LabUser alice = a.user("alice").asInstalled("rdns = false");
    heimdal.add(OUT, PASSWORD);
    a.kdc()
        .kadmin(
            "addprinc -clearpolicy -pw \"%s\" -e %s:normal,%s:normal %s"
                .formatted(PASSWORD, SHA1, SHA1_128, OUT));
    String before = a.crossover("H.EXAMPLE", "A.EXAMPLE").text();
    assertSameKeys();
    assertRefusedWithoutKxoverd(alice);

    LabCommand.Output output = ask(alice);

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("keytab entry valid"), output.text());
    assertEquals(before, a.crossover("H.EXAMPLE", "A.EXAMPLE").text());
    assertFalse(a.kxoverd().log().contains("wrote "), a.kxoverd().log());
  }

  /** Heimdal 7 uses its own salt for these types, so MIT derives a different key. */
  @Test
  void keysOfRfc8009AreNotWhatThePasswordSays() throws Exception {
    LabPeer other = lab.peer("H2.EXAMPLE");
    LabHeimdal newer = new LabHeimdal(lab, other, SHA2);
    String crossover = "krbtgt/H2.EXAMPLE@A.EXAMPLE";
    newer.add(crossover, PASSWORD);
    a.kdc().kadmin("addprinc -pw \"%s\" -e %s:normal %s".formatted(PASSWORD, SHA2, crossover));
    assertEquals(1, newer.keyLines(crossover).size());
    assertNotEquals(a.kdc().keyLines(crossover), newer.keyLines(crossover));
  }
}
