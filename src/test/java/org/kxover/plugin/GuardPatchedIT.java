package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.kxover.plugin.GuardedRealm.ALICE;
import static org.kxover.plugin.GuardedRealm.BOB;
import static org.kxover.plugin.GuardedRealm.BY_HAND;
import static org.kxover.plugin.GuardedRealm.CAROL;
import static org.kxover.plugin.GuardedRealm.FROM_B;
import static org.kxover.plugin.GuardedRealm.MAIL;
import static org.kxover.plugin.GuardedRealm.OUT;
import static org.kxover.plugin.GuardedRealm.OWN_TGT;
import static org.kxover.plugin.GuardedRealm.REFUSED;
import static org.kxover.plugin.GuardedRealm.UNKNOWN;
import static org.kxover.plugin.GuardedRealm.WEB;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.LabKdc;

/**
 * The guard in a KDC with the patch. KDC and module have the sanitizers, which end the KDC at their
 * first finding.
 */
@Timeout(300)
class GuardPatchedIT {
  private static final String FORWARDABLE = ", forwardable";

  @TempDir static Path folder;

  private static GuardedRealm us;
  private static Liar stock;
  private static Path module;

  @BeforeAll
  static void aRealm() throws Exception {
    NativeBuild build = new NativeBuild(folder);
    us = new GuardedRealm(build);
    us.kdc().kadmin("setstr " + WEB + " kxover.open \"allow *\"");
    stock = us.stock();
    module = build.sanitizedGuard();
  }

  @AfterAll
  static void stop() throws Exception {
    us.close();
  }

  private static LabKdc start(String... settings) throws Exception {
    Path prefix = Path.of(KdcPrograms.patchedPrefix());
    assumeTrue(
        Files.exists(prefix.resolve("sbin/krb5kdc.sanitized")), prefix + " has no sanitized KDC");
    LabKdc kdc = us.guarded(settings).sanitized(module);
    kdc.start();
    return kdc;
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
    assertTrue(stock.ask(bob, FROM_B, WEB, "forwardable", "renewable").endsWith(FORWARDABLE));
    LabKdc kdc = start();
    Liar guarded = us.at(kdc);
    assertCleared(guarded.ask(bob, FROM_B, WEB, "forwardable"));
    assertCleared(guarded.ask(bob, WEB, WEB, "renew"));
    for (String[] other : new String[][] {{BY_HAND, CAROL}, {OWN_TGT, ALICE}}) {
      Path cache = stock.forge(other[0], other[1], "");
      String answer = guarded.ask(cache, other[0], WEB, "forwardable");
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
      String answer = us.at(kdc).ask(bob, FROM_B, WEB, "forwardable");
      assertTrue(answer.endsWith(FORWARDABLE), setting + ": " + answer);
      end(kdc);
    }
  }

  @Test
  void noRequestHarmsTheKdc() throws Exception {
    LabKdc kdc = start("clients = all", "socket = " + folder.resolve("none"));
    Liar guarded = us.at(kdc);
    for (String client :
        new String[] {
          "president@BANK.TEST", "a\u001b\u00e9" + "x".repeat(2000) + "@" + "R".repeat(600)
        }) {
      assertEquals(REFUSED, guarded.ask(stock.forge(FROM_B, client, ""), FROM_B, WEB));
    }
    Path bob = stock.forge(FROM_B, BOB, "");
    assertEquals(UNKNOWN, guarded.ask(bob, FROM_B, MAIL));
    assertEquals(REFUSED, guarded.ask(bob, FROM_B, OUT));
    for (String path : new String[] {"\\", ",,,", "X.,Y.,Z.", "/".repeat(499), "x,".repeat(200)}) {
      // The KDC may refuse such a path by itself.
      String answer = guarded.ask(stock.forge(OWN_TGT, CAROL, path), OWN_TGT, WEB);
      assertTrue(answer.startsWith("refused ") || answer.startsWith("granted "), answer);
    }
    // The rules are read for each of two tickets.
    assertTrue(stock.ask(bob, FROM_B, WEB).startsWith("granted "));
    Path own = stock.forge(OWN_TGT, BOB, "B.EXAMPLE");
    Path second = stock.forge(OWN_TGT, BOB, "B.EXAMPLE");
    String both = guarded.ask(own, OWN_TGT, WEB, "user-to-user=" + second);
    assertTrue(both.startsWith("granted ") || both.startsWith("refused "), both);
    for (String rules : new String[] {"x", "allow *" + ",deny *".repeat(700), "allow b.example"}) {
      us.kdc().kadmin("setstr " + MAIL + " kxover.open \"" + rules + "\"");
      String answer = guarded.ask(bob, FROM_B, MAIL);
      assertEquals(rules.endsWith("b.example"), answer.startsWith("granted "), answer);
    }
    us.kdc().kadmin("delstr " + MAIL + " kxover.open");
    end(kdc);
  }
}
