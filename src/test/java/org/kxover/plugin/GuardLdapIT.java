package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** The guard on a database in LDAP, which has aliases. */
@Timeout(300)
class GuardLdapIT {
  private static final String FROM_B = "krbtgt/A.EXAMPLE@B.EXAMPLE";
  private static final String OWN_TGT = "krbtgt/A.EXAMPLE@A.EXAMPLE";
  private static final String OUT = "krbtgt/OUT.EXAMPLE@A.EXAMPLE";
  private static final String WEB = "HTTP/www.a.example@A.EXAMPLE";
  private static final String ALIAS = "HTTP/alias.a.example@A.EXAMPLE";
  private static final String REFUSED = "refused 12 REFUSED_BY_POLICY";
  private static final String UNKNOWN = "refused 7 LOOKING_UP_SERVER";

  @RegisterExtension final LabExtension world = new LabExtension();
  @TempDir Path folder;

  private LabRealm us;
  private Liar stock;
  private Liar guarded;

  @BeforeEach
  void aRealmInLdapWithTwoKdcs() throws Exception {
    Lab lab = world.lab();
    us = lab.realmInLdap("A.EXAMPLE");
    us.kdc().guard();
    lab.start();
    LabKdc other = LabKdc.unguarded(lab, us);
    other.start();
    for (String ours : new String[] {FROM_B, OUT}) {
      us.kdc().kadmin("addprinc -pw secret " + ours);
      us.kdc().kadmin("setstr " + ours + " kxover \"1 role=service\"");
    }
    us.kdc().kadmin("addprinc -randkey " + WEB);
    us.alias(WEB, ALIAS);
    LabUser alice = us.user("alice");
    guarded = Liar.withKeys(new NativeBuild(folder).liar(), alice, us.kdc(), FROM_B, OWN_TGT, WEB);
    stock = guarded.at(alice.asking(us, other));
  }

  @Test
  void theCanonicalNameDecides() throws Exception {
    Path cache = stock.forge(FROM_B, "bob@B.EXAMPLE", "");
    assertGranted(stock.ask(cache, FROM_B, ALIAS));
    assertEquals(UNKNOWN, guarded.ask(cache, FROM_B, ALIAS));
    us.kdc().kadmin("setstr " + WEB + " kxover.open \"allow b.example\"");
    assertGranted(guarded.ask(cache, FROM_B, ALIAS));
    assertGranted(guarded.ask(cache, FROM_B, WEB));
    // An alias with the name of what nobody may have.
    us.alias(WEB, "kadmin/alias@A.EXAMPLE");
    assertGranted(stock.ask(cache, FROM_B, "kadmin/alias@A.EXAMPLE"));
    assertEquals(REFUSED, guarded.ask(cache, FROM_B, "kadmin/alias@A.EXAMPLE"));
  }

  @Test
  void aUserWhoStaysAtHomeStaysUnderEachName() throws Exception {
    us.kdc().kadmin("addprinc -pw secret eve/admin");
    us.alias("eve/admin@A.EXAMPLE", "eve@A.EXAMPLE");
    Path cache = stock.forge(OWN_TGT, "eve@A.EXAMPLE", "");
    assertGranted(stock.ask(cache, OWN_TGT, OUT));
    assertEquals(REFUSED, guarded.ask(cache, OWN_TGT, OUT));
    assertGranted(guarded.ask(cache, OWN_TGT, WEB));
    Path other = stock.forge(OWN_TGT, "alice@A.EXAMPLE", "");
    assertGranted(guarded.ask(other, OWN_TGT, OUT));
  }

  /**
   * A service of ours acts at another one for a user from outside. No request of it comes over the
   * crossover; only the user's ticket did.
   */
  @Test
  void noServiceOfOursActsForAUserFromOutside() throws Exception {
    String mail = "imap/mail.a.example@A.EXAMPLE";
    us.kdc().kadmin("addprinc -randkey " + mail);
    us.allowDelegation(WEB, mail);
    for (String service : new String[] {WEB, mail}) {
      us.kdc().kadmin("setstr " + service + " kxover.open \"allow b.example\"");
    }
    // The module cannot clear the flag, without which no KDC takes this ticket.
    Path bob = stock.forge(FROM_B, "bob@B.EXAMPLE", "", "pac=bob@B.EXAMPLE");
    assertGranted(stock.ask(bob, FROM_B, WEB, "forwardable"));
    Path service = stock.forge(OWN_TGT, WEB, "", "pac=" + WEB);
    assertGranted(stock.ask(service, OWN_TGT, mail, "proxy=" + bob));
    assertEquals(REFUSED, guarded.ask(service, OWN_TGT, mail, "proxy=" + bob));
    String log = us.kdc().log();
    assertTrue(log.contains("a service acts for a user across realms"), log);

    Path alice = stock.forge(OWN_TGT, "alice@A.EXAMPLE", "", "pac=alice@A.EXAMPLE");
    assertGranted(guarded.ask(alice, OWN_TGT, WEB, "forwardable"));
    assertGranted(guarded.ask(service, OWN_TGT, mail, "proxy=" + alice));
  }

  private static void assertGranted(String answer) {
    assertTrue(answer.startsWith("granted "), answer);
  }
}
