package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * S4U2Self from outside, at two KDCs on one database: a stock one, and one with the guard.
 * B.EXAMPLE, the parent of the realm, crossed over; the trust with HAND.EXAMPLE was made by hand.
 * GuardLdapIT has S4U2Proxy, which needs a database with rights to delegate.
 */
@Timeout(300)
class GuardS4uIT {
  private static final String US = "LAB.B.EXAMPLE";
  private static final String FROM_B = "krbtgt/LAB.B.EXAMPLE@B.EXAMPLE";
  private static final String TO_B = "krbtgt/B.EXAMPLE@LAB.B.EXAMPLE";
  private static final String BY_HAND = "krbtgt/LAB.B.EXAMPLE@HAND.EXAMPLE";
  private static final String OWN_TGT = "krbtgt/LAB.B.EXAMPLE@LAB.B.EXAMPLE";
  private static final String WEB = "HTTP/www.lab.b.example@LAB.B.EXAMPLE";
  private static final String REFUSED = "refused 12 REFUSED_BY_POLICY";

  @TempDir static Path folder;

  private static Lab lab;
  private static LabKdc kdc;
  private static Liar stock;
  private static Liar guarded;

  @BeforeAll
  static void aRealmWithTwoKdcs() throws Exception {
    lab = new Lab();
    LabRealm us = lab.realm(US);
    kdc = us.kdc().guard("clients = all");
    lab.start();
    LabKdc plain = LabKdc.unguarded(lab, us);
    plain.start();
    for (String ours : new String[] {FROM_B, TO_B}) {
      kdc.kadmin("addprinc -pw secret " + ours);
      kdc.kadmin("setstr " + ours + " kxover \"1 role=service\"");
    }
    kdc.kadmin("addprinc -pw secret " + BY_HAND);
    kdc.kadmin("addprinc -randkey " + WEB);
    kdc.kadmin("setstr " + WEB + " kxover.open \"allow *\"");
    LabUser alice = us.user("alice");
    guarded =
        Liar.withKeys(new NativeBuild(folder).liar(), alice, kdc, FROM_B, BY_HAND, OWN_TGT, WEB);
    stock = guarded.at(alice.asking(us, plain));
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  /**
   * The last request of S4U2Self across realms. Its ticket has our own service as client, which the
   * KDC refuses elsewhere, and its PAC names the user. Whoever has the crossover's key can make it.
   */
  @Test
  void nobodyOutsideActsAsAServiceOfOurs() throws Exception {
    String bob = "bob@B.EXAMPLE";
    Path cache = stock.forge(FROM_B, WEB, "", "pac-with-realm=" + bob);
    assertGranted(WEB, bob, stock.ask(cache, FROM_B, WEB, "self=" + bob));
    assertEquals(REFUSED, guarded.ask(cache, FROM_B, WEB, "self=" + bob));
  }

  /** The first request: a service of theirs acts for one of our users. */
  @Test
  void aServiceOutsideDoesNotActForOurUsers() throws Exception {
    String below = "krbtgt/BELOW.B.EXAMPLE@" + US;
    String user = "alice@" + US;
    Path cache = stock.forge(FROM_B, "HTTP/www@B.EXAMPLE", "", "pac=HTTP/www@B.EXAMPLE");
    String answer = stock.ask(cache, FROM_B, below, "canonicalize", "self=" + user);
    assumeFalse(answer.endsWith(" INVALID_S4U2SELF_REQUEST"), "krb5 1.13 refuses this by itself");
    assertGranted(TO_B, "HTTP/www@B.EXAMPLE", answer);
    assertEquals(REFUSED, guarded.ask(cache, FROM_B, below, "canonicalize", "self=" + user));
    assertTrue(kdc.log().contains("a service acts for a user across realms"), kdc.log());
  }

  /** Inside the realm, and over a trust made by hand. */
  @Test
  void otherwiseS4u2SelfStaysAsItIs() throws Exception {
    String alice = "alice@" + US;
    Path own = stock.forge(OWN_TGT, WEB, "", "pac=" + WEB);
    assertGranted(WEB, alice, stock.ask(own, OWN_TGT, WEB, "self=" + alice));
    assertGranted(WEB, alice, guarded.ask(own, OWN_TGT, WEB, "self=" + alice));

    String carol = "carol@HAND.EXAMPLE";
    Path hand = stock.forge(BY_HAND, WEB, "", "pac-with-realm=" + carol);
    assertGranted(WEB, carol, stock.ask(hand, BY_HAND, WEB, "self=" + carol));
    assertGranted(WEB, carol, guarded.ask(hand, BY_HAND, WEB, "self=" + carol));
  }

  private static void assertGranted(String service, String client, String answer) {
    assertTrue(answer.startsWith("granted " + service + " for " + client), answer);
  }
}
