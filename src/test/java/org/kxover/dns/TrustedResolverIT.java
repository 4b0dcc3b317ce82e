package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Both daemons rely on the AD bit of the resolver on their machine: {@code trust_ad = yes}. */
@Timeout(300)
class TrustedResolverIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealmsThatTrustTheirResolver() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    for (LabRealm realm : lab.realms()) {
      realm.kxoverd().common("dns", "trust_ad", "yes");
      // Without these anchors the daemons cannot validate answers themselves.
      realm.kxoverd().common("dns", "trust_anchors", "/nonexistent/root.key");
    }
  }

  @Test
  void whatTheResolverVouchesForIsEnoughAndNothingLess() throws Exception {
    for (String domain : new String[] {"unsigned.example", "forged.example"}) {
      b.principal("HTTP/www." + domain);
      lab.dns().zone(domain).add("www A 127.0.0.1").add("_kerberos.www TXT \"B.EXAMPLE\"");
    }
    lab.dns().zone("unsigned.example").unsigned();
    lab.dns()
        .zone("forged.example")
        .remove("_kerberos.www")
        .add("_kerberos.www TXT \"C.EXAMPLE\"")
        .forge("_kerberos.www TXT \"B.EXAMPLE\"");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    LabUser alice = a.user("alice");

    assertRefused(
        alice, "www.unsigned.example", "failed, insecure: _kerberos.www.unsigned.example");
    assertRefused(alice, "www.forged.example", "failed, bogus: _kerberos.www.forged.example");
    assertFalse(a.crossover(b, a).exists());
    assertFalse(b.crossover(b, a).exists());

    assertEquals(0, alice.kvno("-S", "HTTP", "www.b.example").exitCode(), a.kxoverd().log());
    assertEquals(a.crossover(b, a).keys(), b.crossover(b, a).keys());
    assertTrue(a.crossover(b, a).exists());
  }

  private void assertRefused(LabUser alice, String host, String expected) throws Exception {
    assertNotEquals(0, alice.kvno("-S", "HTTP", host).exitCode());
    assertTrue(
        a.kxoverd().log().contains(a.kdc().question("HTTP", host) + ": " + expected),
        a.kxoverd().log());
  }
}
