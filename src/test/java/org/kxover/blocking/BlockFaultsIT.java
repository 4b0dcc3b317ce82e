package org.kxover.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.Role;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/**
 * {@code kxover block} where it was stopped before, and where kadmin does not do all it is told.
 */
@Timeout(300)
class BlockFaultsIT {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final String TO_B = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String TO_C = "krbtgt/C.EXAMPLE@A.EXAMPLE";
  private static final KerberosTime NOW = new KerberosTime(Instant.parse("2026-11-24T12:00:00Z"));

  @RegisterExtension final LabExtension world = new LabExtension();
  @TempDir Path folder;

  private LabRealm a;

  @BeforeEach
  void oneRealm() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    lab.start();
  }

  private void crossover(String name) throws Exception {
    a.kdc().kadmin("addprinc -randkey " + name);
    a.kdc().kadmin("setstr " + name + " kxover \"1 role=client\"");
  }

  private boolean isBlocked(CrossoverPrincipal name) throws Exception {
    String said = "";
    for (String request : BlockRequests.read(name)) {
      said += a.kdc().kadmin(request) + "\n";
    }
    return new KadminAnswer(said).find(name).isBlocked();
  }

  @Test
  void aStopAfterAnyRequestIsMadeGood() throws Exception {
    for (Realm other : List.of(new Realm("B.EXAMPLE"), AllRealms.REALM)) {
      String word = other.equals(AllRealms.REALM) ? "--all" : other.name();
      CrossoverPrincipal in = new CrossoverPrincipal(A, other, Role.SERVICE);
      List<String> all = BlockRequests.block(in, FoundPrincipal.ABSENT, NOW);
      for (int done = 1; done <= all.size(); done++) {
        for (String request : all.subList(0, done)) {
          a.kdc().kadmin(request);
        }
        Blocking.done(a, "block", word);
        assertTrue(isBlocked(in), in + " after " + done + " requests");
        Blocking.done(a, "unblock", word);
        assertFalse(a.kdc().principals().contains(in.toString()));
      }
    }
  }

  @Test
  void thatAllIsBlockedIsNotSaidInVain() throws Exception {
    a.kdc().kadmin("addprinc -randkey krbtgt/A.EXAMPLE@KXOVER-ALL.INVALID");
    for (String word : List.of("block", "unblock")) {
      LabCommand.Output output = Blocking.kxover(a, word, "--all");
      assertEquals(1, output.exitCode(), output::text);
      assertTrue(output.text().contains("has no string attribute kxover"), output.text());
    }
  }

  @Test
  void oneThatCannotBeReadHoldsUpNoOther() throws Exception {
    crossover(TO_B);
    crossover(TO_C);
    Path deaf = folder.resolve("kadmin");
    Files.writeString(
        deaf, "#!/bin/sh\nsed '/^get_strings krbtgt.B.EXAMPLE@A/d' | " + Blocking.kadmin(a) + "\n");
    for (List<String> words : List.of(List.of("block", "--all"), List.of("block", "B.EXAMPLE"))) {
      LabCommand.Output output = Blocking.kxover(a, "sh " + deaf, words);
      assertEquals(1, output.exitCode(), output::text);
      assertTrue(output.text().contains("kadmin did not read " + TO_B), output.text());
    }
    assertTrue(isBlocked(new CrossoverPrincipal(A, new Realm("C.EXAMPLE"), Role.CLIENT)));
    assertTrue(isBlocked(new CrossoverPrincipal(A, AllRealms.REALM, Role.SERVICE)));
    assertTrue(isBlocked(new CrossoverPrincipal(A, new Realm("B.EXAMPLE"), Role.SERVICE)));
    Blocking.done(a, "block", "--all");
    assertTrue(isBlocked(new CrossoverPrincipal(A, new Realm("B.EXAMPLE"), Role.CLIENT)));
  }

  /** A thief of kxoverd's keytab can make these principals. A block goes on, and names each. */
  @Test
  void aTrustOfAnyNameIsNamed() throws Exception {
    crossover(TO_B);
    List<String> byHand =
        List.of(
            "krbtgt/A.EXAMPLE@C.EXAMPLE",
            "krbtgt/A.EXAMPLE@a.example",
            "krbtgt/A.EXAMPLE@EVIL_1",
            "krbtgt/EVIL_1@A.EXAMPLE");
    for (String name : byHand) {
      a.kdc().kadmin("addprinc -randkey " + name);
    }
    a.kdc().kadmin("addprinc -randkey \"krbtgt/A.EXAMPLE@D.EXAMPLE \"");
    String said = Blocking.done(a, "block", "--all");
    assertTrue(said.contains("\"krbtgt/A.EXAMPLE@D.EXAMPLE \""), said);
    assertTrue(said.contains("All other realms are blocked. Closed: 1 crossovers."), said);
    for (String name : byHand) {
      assertTrue(said.contains(name), name + ": " + said);
    }
    assertFalse(said.contains("krbtgt/A.EXAMPLE@A.EXAMPLE"), said);
    assertFalse(said.contains("INVALID"), said);
    LabCommand.Output one = Blocking.kxover(a, "block", "C.EXAMPLE");
    assertEquals(1, one.exitCode(), one::text);
  }

  /** kadmin prints a line break in a string attribute as it is. */
  @Test
  void anAttributeThatLooksLikeAnAnswerIsNone() throws Exception {
    crossover(TO_B);
    crossover(TO_C);
    for (String name : List.of("krbtgt/A.EXAMPLE@AA.EXAMPLE", "krbtgt/ZZ.EXAMPLE@A.EXAMPLE")) {
      a.kdc().kadmin("addprinc -randkey " + name);
      String answer =
          """
          x
          Principal: %s
          Attributes: DISALLOW_ALL_TIX
          Policy: [none]
          kxover: 1 role=client
          kxover.blocked: 20261124120000Z\
          """;
      for (String other : List.of(TO_B, TO_C)) {
        a.kdc()
            .kadmin(
                "setstr "
                    + name
                    + " x-"
                    + other.charAt(7)
                    + " \""
                    + answer.formatted(other)
                    + "\"");
      }
    }
    Blocking.done(a, "block", "--all");
    for (String other : List.of("B.EXAMPLE", "C.EXAMPLE")) {
      assertTrue(isBlocked(new CrossoverPrincipal(A, new Realm(other), Role.CLIENT)), other);
    }
  }
}
