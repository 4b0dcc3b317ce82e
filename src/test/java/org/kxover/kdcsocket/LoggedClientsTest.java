package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.LogClients;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.KerberosSyntaxException;

class LoggedClientsTest {
  private static final String ALICE = "alice@A.EXAMPLE";

  private static LoggedClients clients(LogClients mode) {
    return new LoggedClients(mode, new SecureRandom());
  }

  private static Optional<String> asking(LogClients mode) throws KerberosSyntaxException {
    return clients(mode).asking(ClientName.parse(ALICE));
  }

  @Test
  void theNameItsHashOrNothing() throws Exception {
    assertEquals(Optional.of(ALICE), asking(LogClients.YES));
    assertEquals(ALICE, clients(LogClients.YES).of(ALICE));
    assertEquals(Optional.empty(), asking(LogClients.NO));
    assertEquals("*@A.EXAMPLE", clients(LogClients.NO).of(ALICE));
    String hashed = asking(LogClients.HASHED).orElseThrow();
    assertTrue(hashed.matches("#[0-9a-f]{12}@A\\.EXAMPLE"), hashed);
  }

  @Test
  void namesAreHashedByDefault() {
    assertEquals(LogClients.HASHED, TestSettings.daemon().get(KdcSocketSettings.LOG_CLIENTS));
  }

  /** Lines of one run can be compared, and lines of two runs cannot. */
  @Test
  void aHashIsOfItsNameAndOfItsRun() {
    LoggedClients run = clients(LogClients.HASHED);
    assertEquals(run.of(ALICE), run.of(ALICE));
    Set<String> hashes = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      hashes.add(run.of("user" + i + "@A.EXAMPLE"));
    }
    assertEquals(1000, hashes.size());
    // The realm is in the hash, too: it does not tell that two realms have a user of one name.
    assertNotEquals(run.of("alice@B.EXAMPLE").substring(0, 13), run.of(ALICE).substring(0, 13));
    assertNotEquals(clients(LogClients.HASHED).of(ALICE), run.of(ALICE));
  }

  @Test
  void anAnonymousUserHasNoNameToHide() {
    String nobody = "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS";
    for (LogClients mode : LogClients.values()) {
      assertEquals(nobody, clients(mode).of(nobody));
    }
  }

  /** Somebody may ask for a ticket to a user, whom the KDC knows as any other principal. */
  @Test
  void aUserWhoIsAskedForHasHisNameHidden() {
    LoggedClients none = clients(LogClients.NO);
    assertEquals("*@A.EXAMPLE", none.ofService(ALICE));
    assertEquals("*@A.EXAMPLE", none.ofService("al\\/ice@A.EXAMPLE"));
    LoggedClients hashing = clients(LogClients.HASHED);
    assertEquals(hashing.of(ALICE), hashing.ofService(ALICE));
    assertEquals(ALICE, clients(LogClients.YES).ofService(ALICE));
    for (String service : new String[] {"HTTP/www.a.example@A.EXAMPLE", "krbtgt/B@A", "x..."}) {
      assertEquals(service, none.ofService(service));
    }
  }

  /** A KDC leaves out a realm that is too long, and another realm may send any name. */
  @Test
  void whatIsNoNameHasNoRealm() {
    for (String text : new String[] {"carol...", "carol@A@B", "@", "carol@", "a\\@b"}) {
      assertEquals("*", clients(LogClients.NO).of(text));
      String hashed = clients(LogClients.HASHED).of(text);
      assertTrue(hashed.matches("#[0-9a-f]{12}"), hashed);
    }
    assertEquals("*@B", clients(LogClients.NO).of("alice\\@A.EXAMPLE@B"));
  }
}
