package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Realms that lie, at two KDCs on one database: a stock one, and one with the guard. Each lie is
 * granted by the first. B.EXAMPLE, the parent of the realm, and C.EXAMPLE crossed over; the trust
 * with HAND.EXAMPLE was made by hand.
 */
@Timeout(300)
class GuardIT {
  private static final String US = "LAB.B.EXAMPLE";
  private static final String FROM_B = "krbtgt/LAB.B.EXAMPLE@B.EXAMPLE";
  private static final String FROM_C = "krbtgt/LAB.B.EXAMPLE@C.EXAMPLE";
  private static final String BY_HAND = "krbtgt/LAB.B.EXAMPLE@HAND.EXAMPLE";
  private static final String FROM_PROBE = "krbtgt/LAB.B.EXAMPLE@KXOVER-PROBE.INVALID";
  private static final String OUT = "krbtgt/OUT.EXAMPLE@LAB.B.EXAMPLE";
  private static final String OUT_BY_HAND = "krbtgt/HAND.EXAMPLE@LAB.B.EXAMPLE";
  private static final String OWN_TGT = "krbtgt/LAB.B.EXAMPLE@LAB.B.EXAMPLE";
  private static final String OPEN = "HTTP/open.lab.b.example@LAB.B.EXAMPLE";
  private static final String CLOSED = "HTTP/closed.lab.b.example@LAB.B.EXAMPLE";
  private static final String MISSING = "HTTP/missing.lab.b.example@LAB.B.EXAMPLE";
  private static final String NOBODY = "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS";
  private static final String PRESIDENT = "president@BANK.TEST";

  private static final String REFUSED = "refused 12 REFUSED_BY_POLICY";
  private static final String UNKNOWN = "refused 7 LOOKING_UP_SERVER";
  private static final String GUARDED = "refused 7 KXOVER_GUARD";

  @TempDir static Path folder;

  private static Lab lab;
  private static LabRealm us;
  private static LabKdc kdc;
  private static LabKdc plain;
  private static LabUser alice;
  private static Liar stock;
  private static Liar guarded;

  @BeforeAll
  static void aRealmWithTwoKdcs() throws Exception {
    lab = new Lab();
    us = lab.realm(US);
    kdc = us.kdc().guard("foreign_max_life = 2h", "clients = all").workers(workers());
    lab.start();
    plain = LabKdc.unguarded(lab, us);
    plain.start();
    for (String ours : new String[] {FROM_B, FROM_C, OUT}) {
      kdc.kadmin("addprinc -pw secret " + ours);
      kdc.kadmin("setstr " + ours + " kxover \"1 role=service\"");
    }
    for (String hand : new String[] {BY_HAND, OUT_BY_HAND, FROM_PROBE}) {
      kdc.kadmin("addprinc -pw secret " + hand);
    }
    for (String service : new String[] {OPEN, CLOSED, "kxover-probe/open", "kxover-probe/closed"}) {
      kdc.kadmin("addprinc -randkey " + service);
    }
    kdc.kadmin("setstr " + OPEN + " kxover.open \"deny c.example, allow *, anonymous\"");
    kdc.kadmin("setstr kxover-probe/open kxover.open \"allow KXOVER-PROBE.INVALID\"");
    alice = us.user("alice");
    Path program = new NativeBuild(folder).liar();
    guarded =
        Liar.withKeys(
            program, alice, kdc, FROM_B, FROM_C, BY_HAND, FROM_PROBE, OWN_TGT, OPEN, CLOSED);
    stock = guarded.at(alice.asking(us, plain));
  }

  /** As {@code krb5kdc -w 4}, which has settings and a log for each process. */
  private static int workers() {
    return 4;
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  @Test
  void aRealmSpeaksForItsOwnUsersOnly() throws Exception {
    lie(FROM_B, PRESIDENT, "", OPEN);
    String log = kdc.log();
    assertTrue(
        log.contains(
            "refused president@BANK.TEST, who has krbtgt/LAB.B.EXAMPLE@B.EXAMPLE, for "
                + OPEN
                + ": the client is not of the realm that sent it"),
        log);
  }

  /** MIT's KDC takes a realm for an intermediate to the realms below it. */
  @Test
  void aStrangerDoesNotSpeakForRealmsBelowIt() throws Exception {
    kdc.kadmin("setstr " + OPEN + " kxover.open \"allow *, anonymous\"");
    lie(FROM_C, "president@BANK.C.EXAMPLE", "", OPEN);
    grantedByBoth(FROM_C, "carol@C.EXAMPLE", "", OPEN);
    kdc.kadmin("setstr " + OPEN + " kxover.open \"deny c.example, allow *, anonymous\"");
  }

  @Test
  void nobodyOutsideSpeaksForOurOwnUsers() throws Exception {
    // Stock KDCs refuse this by themselves, at the first request.
    Path cache = stock.forge(FROM_B, "alice@" + US, "");
    String refused = stock.ask(cache, FROM_B, OPEN);
    assertTrue(refused.matches("refused 12 (INVALID LINEAGE|PROCESS_TGS)"), refused);
    assertEquals(refused, guarded.ask(cache, FROM_B, OPEN));
  }

  @Test
  void anonymousUsersComeStraightFromTheirRealm() throws Exception {
    lie(FROM_B, NOBODY, "THIRD.EXAMPLE", OPEN);
    grantedByBoth(FROM_B, NOBODY, "", OPEN);
  }

  @Test
  void anonymousUsersNeedAServiceThatIsOpenToThem() throws Exception {
    kdc.kadmin("setstr " + OPEN + " kxover.open \"allow *\"");
    Path cache = stock.forge(FROM_B, NOBODY, "");
    granted(stock.ask(cache, FROM_B, OPEN));
    assertEquals(UNKNOWN, guarded.ask(cache, FROM_B, OPEN));
    kdc.kadmin("setstr " + OPEN + " kxover.open \"deny c.example, allow *, anonymous\"");
  }

  @Test
  void nobodyGoesOn() throws Exception {
    for (String onward : new String[] {OUT, OUT_BY_HAND, OWN_TGT}) {
      lie(FROM_B, "bob@B.EXAMPLE", "", onward);
    }
    kdc.kadmin("addprinc -randkey kadmin/more");
    kdc.kadmin("setstr kadmin/more kxover.open \"allow *\"");
    lie(FROM_B, "bob@B.EXAMPLE", "", "kadmin/more@" + US);
  }

  @Test
  void aCrossoverIsNotLentToClientsOfATrustByHand() throws Exception {
    lie(BY_HAND, "carol@HAND.EXAMPLE", "", OUT);
    grantedByBoth(BY_HAND, "carol@HAND.EXAMPLE", "", OUT_BY_HAND);
  }

  @Test
  void aClosedServiceLooksLikeAMissingOne() throws Exception {
    Path cache = stock.forge(FROM_B, "bob@B.EXAMPLE", "");
    granted(stock.ask(cache, FROM_B, CLOSED));
    assertEquals(UNKNOWN, stock.ask(cache, FROM_B, MISSING));
    assertEquals(UNKNOWN, guarded.ask(cache, FROM_B, MISSING));
    assertEquals(UNKNOWN, guarded.ask(cache, FROM_B, CLOSED));
    assertTrue(kdc.log().contains("the service is not open to the realm"), kdc.log());
    assertEquals(UNKNOWN, guarded.ask(cache, FROM_B, CLOSED, "canonicalize"));
    granted(guarded.ask(cache, FROM_B, OPEN));

    Path denied = guarded.forge(FROM_C, "carol@C.EXAMPLE", "");
    assertEquals(UNKNOWN, guarded.ask(denied, FROM_C, OPEN));
  }

  @Test
  void ticketsOfBeforeAreJudgedWhenTheyAreRenewed() throws Exception {
    for (String client : new String[] {"bob@B.EXAMPLE", PRESIDENT}) {
      Path cache = stock.forge(FROM_B, client, "");
      granted(stock.ask(cache, FROM_B, CLOSED, "renewable"));
      granted(stock.ask(cache, CLOSED, CLOSED, "renew"));
      String answer = guarded.ask(cache, CLOSED, CLOSED, "renew");
      assertEquals(client.equals(PRESIDENT) ? REFUSED : UNKNOWN, answer);
    }
    Path mine = stock.forge(BY_HAND, "carol@HAND.EXAMPLE", "");
    granted(stock.ask(mine, BY_HAND, CLOSED, "renewable"));
    granted(guarded.ask(mine, CLOSED, CLOSED, "renew"));
  }

  /** Such a ticket names another realm's client, and is not under a crossover's key. */
  @Test
  void foreignClientsHaveNoTgtOfOurs() throws Exception {
    Path cache = stock.forge(FROM_B, "bob@B.EXAMPLE", "");
    granted(stock.ask(cache, FROM_B, OWN_TGT));
    granted(stock.ask(cache, OWN_TGT, CLOSED));
    assertEquals(UNKNOWN, guarded.ask(cache, OWN_TGT, CLOSED));
    assertEquals(REFUSED, guarded.ask(cache, OWN_TGT, OUT));
    assertEquals(REFUSED, guarded.ask(cache, OWN_TGT, OUT_BY_HAND));
    granted(guarded.ask(cache, OWN_TGT, OPEN));
  }

  @Test
  void lifeAndRenewalAreLimited() throws Exception {
    Path cache = stock.forge(FROM_B, "bob@B.EXAMPLE", "");
    String free = stock.ask(cache, FROM_B, OPEN, "renewable", "forwardable");
    assertTrue(life(free) > 7 * 3600 && renewable(free) > 7 * 3600, free);
    String limited = guarded.ask(cache, FROM_B, OPEN, "renewable", "forwardable");
    assertTrue(life(limited) > 7000 && life(limited) <= 7200, limited);
    assertTrue(renewable(limited) <= 1, limited);
    // The patch clears the flag. A module cannot.
    assertEquals(!KdcPrograms.chosen().patched(), limited.endsWith(", forwardable"), limited);

    Path byHand = stock.forge(BY_HAND, "carol@HAND.EXAMPLE", "");
    String unlimited = guarded.ask(byHand, BY_HAND, OPEN, "renewable");
    assertTrue(life(unlimited) > 7 * 3600 && renewable(unlimited) > 7 * 3600, unlimited);
  }

  @Test
  void trustsByHandStayAsTheyAre() throws Exception {
    for (String service : new String[] {OPEN, CLOSED, OWN_TGT, OUT_BY_HAND}) {
      grantedByBoth(BY_HAND, "carol@HAND.EXAMPLE", "", service);
    }
    grantedByBoth(BY_HAND, "x@BELOW.HAND.EXAMPLE", "", CLOSED);
  }

  @Test
  void requestsInTheRealmStayAsTheyAre() throws Exception {
    assertEquals(0, alice.kvno(OPEN, CLOSED).exitCode());
    grantedByBoth(OWN_TGT, "alice@" + US, "", CLOSED);
    grantedByBoth(OWN_TGT, "alice@" + US, "", OUT_BY_HAND);
    grantedByBoth(OWN_TGT, NOBODY, "", CLOSED);
    grantedByBoth(OWN_TGT, NOBODY, "", OUT);
  }

  @Test
  void someUsersStayAtHome() throws Exception {
    kdc.kadmin("addprinc -pw secret alice/admin");
    kdc.kadmin("addprinc -pw secret bob");
    kdc.kadmin("setstr bob kxover.stay_home yes");
    lie(OWN_TGT, "alice/admin@" + US, "", OUT);
    lie(OWN_TGT, "bob@" + US, "", OUT);
    lie(OWN_TGT, "nobody@" + US, "", OUT);
    grantedByBoth(OWN_TGT, "alice@" + US, "", OUT);
    grantedByBoth(OWN_TGT, "alice/admin@" + US, "", CLOSED);
    grantedByBoth(OWN_TGT, "alice/admin@" + US, "", OUT_BY_HAND);
  }

  /** A login can ask for a crossover's ticket instead of a TGT. */
  @Test
  void whoStaysAtHomeDoesNotLogInToGoOut() throws Exception {
    LabUser root = us.user("root");
    assertEquals(0, logIn(root.asking(us, plain)).exitCode());
    LabCommand.Output refused = logIn(root);
    assertTrue(refused.text().contains("KDC policy rejects request"), refused.text());
    assertEquals(0, logIn(us.user("ann")).exitCode());
    assertEquals(0, root.kinit().exitCode());
  }

  private static LabCommand.Output logIn(LabUser user) throws Exception {
    String name = user.principal().replaceAll("@.*", "");
    return user.program("kinit", "-S", OUT, user.principal())
        .input("password of " + name + "\n")
        .runToAnyEnd();
  }

  /** OUT.EXAMPLE has the key of the crossover to it. MIT's KDC lets it log in with that key. */
  @Test
  void nobodyLogsInAsACrossover() throws Exception {
    LabUser thief = us.user("thief");
    LabUser atPlain = thief.asking(us, plain);
    assertEquals(0, logInAs(atPlain, OUT).exitCode());
    assertEquals(0, atPlain.kvno(CLOSED).exitCode());
    assertEquals(0, logInAs(atPlain, OUT).exitCode());
    LabCommand.Output refused = thief.kvno(CLOSED);
    assertTrue(refused.text().contains("KDC policy rejects request"), refused.text());
    assertTrue(kdc.log().contains("another realm logged in as its crossover"), kdc.log());
    LabCommand.Output login = logInAs(thief, OUT);
    assertTrue(login.text().contains("KDC policy rejects request"), login.text());

    assertEquals(0, logInAs(thief, OUT_BY_HAND).exitCode());
    assertEquals(0, thief.kvno(CLOSED).exitCode());
    assertEquals(0, thief.kinit().exitCode());
    assertEquals(0, thief.kvno(CLOSED).exitCode());
  }

  private static LabCommand.Output logInAs(LabUser user, String principal) throws Exception {
    return user.program("kinit", principal).input("secret\n").runToAnyEnd();
  }

  /**
   * MIT's clients armour a login (FAST) with a ticket for the realm's own TGS. Clients from outside
   * get none, so they lose this.
   */
  @Test
  void armourFromOutsideIsLost() throws Exception {
    LabUser fred = us.user("fred");
    LabUser fredAtPlain = fred.asking(us, plain);
    kdc.kadmin("modprinc +requires_preauth fred");
    assertArmoured(fredAtPlain, stock.forge(FROM_B, "bob@B.EXAMPLE", ""));
    LabCommand.Output refused = logInWith(fred, stock.forge(FROM_B, "bob@B.EXAMPLE", ""));
    assertNotEquals(0, refused.exitCode(), refused.text());
    assertTrue(refused.text().contains("KDC policy rejects request"), refused.text());
    assertTrue(kdc.log().contains("for " + OWN_TGT + ": the service is never open"), kdc.log());

    assertArmoured(fred, stock.forge(BY_HAND, "carol@HAND.EXAMPLE", ""));
    assertArmoured(fred, stock.forge(OWN_TGT, "alice@" + US, ""));
    assertEquals(0, fred.kinit().exitCode());
  }

  private static void assertArmoured(LabUser user, Path armour) throws Exception {
    LabCommand.Output login = logInWith(user, armour);
    assertEquals(0, login.exitCode(), login.text());
    assertTrue(login.text().contains("Decoding FAST response"), login.text());
  }

  private static LabCommand.Output logInWith(LabUser user, Path armour) throws Exception {
    String name = user.principal().replaceAll("@.*", "");
    return user.program("kinit", "-T", armour.toString(), user.principal())
        .env("KRB5_TRACE", "/dev/stderr")
        .input("password of " + name + "\n")
        .runToAnyEnd();
  }

  /** MIT's KDC offers a realm on the way to the one that it has no crossover for. */
  @Test
  void aCrossoverIsNoHop() throws Exception {
    String below = "krbtgt/BELOW.OUT.EXAMPLE@" + US;
    lie(OWN_TGT, "alice@" + US, "", below, "canonicalize");
  }

  @Test
  void theProbeReachesItsOwnServiceOnly() throws Exception {
    Path cache = stock.forge(FROM_PROBE, "probe@KXOVER-PROBE.INVALID", "");
    granted(guarded.ask(cache, FROM_PROBE, "kxover-probe/open@" + US));
    for (String closed : new String[] {"kxover-probe/closed@" + US, OPEN, OWN_TGT, OUT}) {
      granted(stock.ask(cache, FROM_PROBE, closed));
      assertEquals(GUARDED, guarded.ask(cache, FROM_PROBE, closed));
    }
    Path other = stock.forge(FROM_B, "bob@B.EXAMPLE", "");
    assertEquals(UNKNOWN, guarded.ask(other, FROM_B, "kxover-probe/open@" + US));
  }

  /** Deleting the attribute with kxoverd's keytab does not end the guard. */
  @Test
  void whoeverActsAsKxoverdIsKnown() throws Exception {
    String crossover = "krbtgt/LAB.B.EXAMPLE@D.EXAMPLE";
    kdc.kadmin("addprinc -pw secret " + crossover);
    Liar withKey = Liar.withKeys(new NativeBuild(folder).liar(), alice, kdc, crossover);
    Path cache = withKey.forge(crossover, "dora@D.EXAMPLE", "");
    granted(withKey.ask(cache, crossover, CLOSED));
    kdc.kadminAs("kxover/admin@" + US, "modprinc +allow_tix " + crossover);
    assertEquals(UNKNOWN, withKey.ask(cache, crossover, CLOSED));
    kdc.kadminAs("alice/admin@" + US, "modprinc +allow_tix " + crossover);
    granted(withKey.ask(cache, crossover, CLOSED));
  }

  /** The stock KDC grants it; the one with the guard refuses it. */
  private static void lie(
      String ticket, String client, String transited, String service, String... options)
      throws Exception {
    Path cache = stock.forge(ticket, client, transited);
    granted(stock.ask(cache, ticket, service, options));
    assertEquals(REFUSED, guarded.ask(cache, ticket, service, options), service);
  }

  private static void grantedByBoth(String ticket, String client, String transited, String service)
      throws Exception {
    Path cache = stock.forge(ticket, client, transited);
    granted(stock.ask(cache, ticket, service));
    granted(guarded.ask(cache, ticket, service));
  }

  private static void granted(String answer) {
    assertTrue(answer.startsWith("granted "), answer);
    assertFalse(answer.contains("refused"), answer);
  }

  private static int life(String answer) {
    return Integer.parseInt(answer.replaceAll(".* life (\\d+).*", "$1"));
  }

  private static int renewable(String answer) {
    return Integer.parseInt(answer.replaceAll(".*renewable (-?\\d+).*", "$1"));
  }
}
