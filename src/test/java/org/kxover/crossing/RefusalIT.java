package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Ports;
import org.kxover.lab.Zone;

/**
 * Faults in DNS and of peers. Each case has its own word in the log and leaves no key in either
 * database. The client gets exactly the answer of a KDC without kxoverd.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RefusalIT {
  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabUser alice;
  private LabUser aliceAtStockKdc;
  private String principalsOfA;
  private String principalsOfB;

  @BeforeAll
  void aWorldWithFaults() throws Exception {
    lab = new Lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");

    b.zone().add("plain A 127.0.0.1");
    b.zone().add("_kerberos.lower TXT \"b.example\"");
    b.zone().add("_kerberos.nowhere TXT \"B.EXMAPLE\"");
    b.zone().add("_kerberos.two TXT \"B.EXAMPLE\"").add("_kerberos.two TXT \"C.EXAMPLE\"");
    hostOfB("unsigned.example").unsigned();
    hostOfB("expired.example").expired();
    hostOfB("forged.example")
        .remove("_kerberos.www")
        .add("_kerberos.www TXT \"C.EXAMPLE\"")
        .forge("_kerberos.www TXT \"B.EXAMPLE\"");

    String association = b.kxoverd().tlsa();
    realmAtB("swapped.example", b.kxoverd().port(), "3 1 1 " + "00".repeat(32));
    realmAtB("future.example", b.kxoverd().port(), "9 1 1 " + association);
    realmAtB("bare.example", b.kxoverd().port(), null);
    realmAtB("closed.example", Ports.free(), "3 1 1 " + association);
    realmAtB("stranger.example", b.kxoverd().port(), "3 1 1 " + association);
    Zone none = realmAtB("none.example", b.kxoverd().port(), null);
    none.remove("_kerberos-tls._tcp").add("_kerberos-tls._tcp SRV 0 0 0 .");

    lab.clientsDoNotGuessAtPatchedKdcs().start();
    LabKdc stock = LabKdc.stock(lab, a);
    stock.start();
    alice = a.user("alice");
    aliceAtStockKdc = alice.asking(a, stock);
    principalsOfA = a.kdc().principals();
    principalsOfB = b.kdc().principals();
  }

  /** A host {@code www} in its own zone, whose TXT record names realm B. */
  private Zone hostOfB(String domain) throws IOException {
    b.principal("HTTP/www." + domain);
    return lab.dns().zone(domain).add("www A 127.0.0.1").add("_kerberos.www TXT \"B.EXAMPLE\"");
  }

  /** A realm with a host, whose SRV record points to B's daemon. */
  private Zone realmAtB(String domain, int port, String tlsa) throws IOException {
    Zone zone = lab.dns().zone(domain);
    zone.add("_kerberos.www TXT \"" + domain.toUpperCase(java.util.Locale.ROOT) + "\"");
    zone.add("_kerberos-tls._tcp SRV 0 0 " + port + " kx." + domain + ".");
    zone.add("kx A 127.0.0.1");
    if (tlsa != null) {
      zone.add("_" + port + "._tcp.kx TLSA " + tlsa);
    }
    return zone;
  }

  @AfterAll
  void close() throws Exception {
    lab.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // the host's TXT
        "plain.b.example        | none, absent: _kerberos.plain.b.example",
        "www.unsigned.example   | failed, insecure: _kerberos.www.unsigned.example",
        "www.forged.example     | failed, bogus: _kerberos.www.forged.example",
        "www.expired.example    | failed, bogus: _kerberos.www.expired.example",
        "two.b.example          | failed, invalid: _kerberos.two.b.example",
        // the realm's SRV
        "nowhere.b.example      | none, absent: _kerberos-tls._tcp.b.exmaple",
        "www.none.example       | none, absent: _kerberos-tls._tcp.none.example",
        // the peer's TLSA, and the peer
        "www.bare.example       | none, absent: ",
        "www.swapped.example    | failed, unauthenticated: certificate of kx.swapped.example",
        "www.future.example     | failed, unauthenticated: certificate of kx.future.example",
        "www.closed.example     | failed, unreachable: kx.closed.example",
        // the peer refuses: it is B.EXAMPLE, and neither another realm nor another spelling
        "www.stranger.example   | denied, refused by the peer: kx.stranger.example",
        "lower.b.example        | denied, refused by the peer: kx.b.example",
      })
  void isRefusedInItsOwnWords(String host, String words) throws Exception {
    LabCommand.Output output = alice.kvno("-S", "HTTP", host);

    String log = a.kxoverd().log();
    String question = a.kdc().question("HTTP", host);
    String line =
        log.lines()
            .filter(l -> l.contains("KDC of A.EXAMPLE asked for " + question + ": "))
            .findFirst()
            .orElse("not asked");
    assertTrue(line.contains(": " + words), () -> line + "\n" + log + b.kxoverd().log());
    assertNotEquals(0, output.exitCode(), output.text());
    assertEquals(aliceAtStockKdc.kvno("-S", "HTTP", host).text(), output.text());
    assertAll(
        () -> assertEquals(principalsOfA, a.kdc().principals()),
        () -> assertEquals(principalsOfB, b.kdc().principals()));
  }

  @Test
  void withoutFaultsTheSameWorldCrossesOver() throws Exception {
    try (Lab other = new Lab()) {
      LabRealm c = other.realm("A.EXAMPLE");
      LabRealm d = other.realm("B.EXAMPLE").service("HTTP", "www.b.example");
      d.principal("HTTP/www.forged.example");
      other
          .dns()
          .zone("forged.example")
          .add("www A 127.0.0.1")
          .add("_kerberos.www TXT \"B.EXAMPLE\"");
      other.start();
      LabUser carol = c.user("carol");
      LabCommand.Output output = carol.kvno("-S", "HTTP", "www.forged.example");
      assertEquals(0, output.exitCode(), output.text());
      assertTrue(c.crossover(d, c).exists());
      assertFalse(c.crossover(c, d).exists());
    }
  }
}
