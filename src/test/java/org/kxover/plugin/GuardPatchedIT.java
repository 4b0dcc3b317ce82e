package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * The guard in a KDC with the patch. KDC and module have the sanitizers, which end the KDC at their
 * first finding.
 */
@Timeout(300)
class GuardPatchedIT {
  private static final String US = "A.EXAMPLE";
  private static final String FROM_B = "krbtgt/A.EXAMPLE@B.EXAMPLE";
  private static final String BY_HAND = "krbtgt/A.EXAMPLE@HAND.EXAMPLE";
  private static final String OWN_TGT = "krbtgt/A.EXAMPLE@A.EXAMPLE";
  private static final String OUT = "krbtgt/OUT.EXAMPLE@A.EXAMPLE";
  private static final String OPEN = "HTTP/www.a.example@A.EXAMPLE";
  private static final String CLOSED = "imap/www.a.example@A.EXAMPLE";
  private static final String BOB = "bob@B.EXAMPLE";
  private static final String ALICE = "alice@A.EXAMPLE";
  private static final String CAROL = "carol@HAND.EXAMPLE";
  private static final String REFUSED = "refused 12 REFUSED_BY_POLICY";
  private static final String UNKNOWN = "refused 7 LOOKING_UP_SERVER";
  private static final String FORWARDABLE = ", forwardable";

  @TempDir static Path folder;

  private static Lab lab;
  private static LabRealm us;
  private static Path module;
  private static LabUser alice;
  private static Liar stock;

  @BeforeAll
  static void aRealm() throws Exception {
    lab = new Lab();
    us = lab.realm(US);
    lab.start();
    LabKdc kdc = us.kdc();
    for (String ours : new String[] {FROM_B, OUT}) {
      kdc.kadmin("addprinc -pw secret " + ours);
      kdc.kadmin("setstr " + ours + " kxover \"1 role=service\"");
    }
    kdc.kadmin("addprinc -pw secret " + BY_HAND);
    for (String service : new String[] {OPEN, CLOSED}) {
      kdc.kadmin("addprinc -randkey " + service);
    }
    kdc.kadmin("setstr " + OPEN + " kxover.open \"allow *\"");
    NativeBuild build = new NativeBuild(folder);
    module = build.sanitizedGuard();
    alice = us.user("alice");
    stock = Liar.withKeys(build.liar(), alice, kdc, FROM_B, BY_HAND, OWN_TGT, OPEN);
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  private static LabKdc start(String... settings) throws Exception {
    Path prefix = Path.of(KdcPrograms.patchedPrefix());
    assumeTrue(
        Files.exists(prefix.resolve("sbin/krb5kdc.sanitized")), prefix + " has no sanitized KDC");
    LabKdc kdc = LabKdc.stock(lab, us).guard(settings).sanitized(module);
    kdc.start();
    return kdc;
  }

  private static Liar at(LabKdc kdc) throws Exception {
    return stock.at(alice.asking(us, kdc));
  }

  /** Ends a KDC that must have had no finding of the sanitizers. */
  private static void end(LabKdc kdc) throws Exception {
    assertTrue(kdc.handle().isAlive());
    kdc.stop();
    assertFalse(kdc.findings().contains("kxover"), kdc.findings());
  }

  @Test
  void theFlagForwardableIsCleared() throws Exception {
    Path bob = stock.forge(FROM_B, BOB, "");
    assertTrue(stock.ask(bob, FROM_B, OPEN, "forwardable", "renewable").endsWith(FORWARDABLE));
    LabKdc kdc = start();
    Liar guarded = at(kdc);
    assertCleared(guarded.ask(bob, FROM_B, OPEN, "forwardable"));
    assertCleared(guarded.ask(bob, OPEN, OPEN, "renew"));
    for (String[] other : new String[][] {{BY_HAND, CAROL}, {OWN_TGT, ALICE}}) {
      Path cache = stock.forge(other[0], other[1], "");
      String answer = guarded.ask(cache, other[0], OPEN, "forwardable");
      assertTrue(answer.endsWith(FORWARDABLE), answer);
    }
    Path out = stock.forge(OWN_TGT, ALICE, "");
    assertTrue(guarded.ask(out, OWN_TGT, OUT, "forwardable").endsWith(FORWARDABLE));
    end(kdc);
  }

  private static void assertCleared(String answer) {
    assertTrue(answer.startsWith("granted "), answer);
    assertFalse(answer.contains(FORWARDABLE), answer);
  }

  @Test
  void theFlagStaysWhereASettingAllowsIt() throws Exception {
    for (String setting :
        new String[] {"foreign_forwardable = yes", "guard = observe", "guard = off"}) {
      LabKdc kdc = start(setting);
      Path bob = stock.forge(FROM_B, BOB, "");
      String answer = at(kdc).ask(bob, FROM_B, OPEN, "forwardable");
      assertTrue(answer.endsWith(FORWARDABLE), setting + ": " + answer);
      end(kdc);
    }
  }

  @Test
  void noRequestHarmsTheKdc() throws Exception {
    LabKdc kdc = start("clients = all", "socket = " + folder.resolve("none"));
    Liar guarded = at(kdc);
    for (String client :
        new String[] {
          "president@BANK.TEST", "a\u001b\u00e9" + "x".repeat(2000) + "@" + "R".repeat(600)
        }) {
      assertEquals(REFUSED, guarded.ask(stock.forge(FROM_B, client, ""), FROM_B, OPEN));
    }
    Path bob = stock.forge(FROM_B, BOB, "");
    assertEquals(UNKNOWN, guarded.ask(bob, FROM_B, CLOSED));
    assertEquals(REFUSED, guarded.ask(bob, FROM_B, OUT));
    for (String path : new String[] {"\\", ",,,", "X.,Y.,Z.", "/".repeat(499), "x,".repeat(200)}) {
      // The KDC may refuse such a path by itself.
      String answer = guarded.ask(stock.forge(OWN_TGT, CAROL, path), OWN_TGT, OPEN);
      assertTrue(answer.startsWith("refused ") || answer.startsWith("granted "), answer);
    }
    // The rules are read for each of two tickets.
    assertTrue(stock.ask(bob, FROM_B, OPEN).startsWith("granted "));
    Path own = stock.forge(OWN_TGT, BOB, "B.EXAMPLE");
    Path second = stock.forge(OWN_TGT, BOB, "B.EXAMPLE");
    String both = guarded.ask(own, OWN_TGT, OPEN, "user-to-user=" + second);
    assertTrue(both.startsWith("granted ") || both.startsWith("refused "), both);
    for (String rules : new String[] {"x", "allow *" + ",deny *".repeat(700), "allow b.example"}) {
      us.kdc().kadmin("setstr " + CLOSED + " kxover.open \"" + rules + "\"");
      String answer = guarded.ask(bob, FROM_B, CLOSED);
      assertEquals(rules.endsWith("b.example"), answer.startsWith("granted "), answer);
    }
    us.kdc().kadmin("delstr " + CLOSED + " kxover.open");
    end(kdc);
  }
}
