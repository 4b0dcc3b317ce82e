package org.kxover.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.Role;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;

/** What {@code kxover block} asks of kadmin, for each state of a principal. */
class BlockRequestsTest {
  private static final Realm A = new Realm("A.EXAMPLE");
  private static final Realm B = new Realm("B.EXAMPLE");
  private static final CrossoverPrincipal OUT = new CrossoverPrincipal(A, B, Role.CLIENT);
  private static final CrossoverPrincipal IN = new CrossoverPrincipal(A, B, Role.SERVICE);
  private static final KerberosTime NOW = new KerberosTime(Instant.parse("2026-11-24T12:00:00Z"));
  private static final String SET = "set_string krbtgt/B.EXAMPLE@A.EXAMPLE ";
  private static final String MARK = SET + "kxover.blocked \"20261124120000Z\"";
  private static final String CLOSE = "modify_principal -allow_tix krbtgt/B.EXAMPLE@A.EXAMPLE";

  /** As kadmin prints a principal of these attributes, expiration, keys and strings. */
  private static FoundPrincipal found(String attributes, String expires, int keys, String strings)
      throws IOException {
    KadminAnswer answer =
        new KadminAnswer(
            """
            kadmin.local:  get_principal %1$s
            Principal: %1$s
            Expiration date: %2$s
            Last modified: Tue Nov 24 12:00:00 UTC 2026 (root/admin@A.EXAMPLE)
            Number of keys: %3$d
            Attributes:%4$s
            Policy: [none]
            kadmin.local:  %5$s
            kadmin.local:
            """
                .formatted(OUT, expires, keys, attributes, strings));
    assertThrows(IOException.class, () -> answer.find(IN));
    return answer.find(OUT);
  }

  private static FoundPrincipal open() throws IOException {
    return found(" DISALLOW_POSTDATED", "[never]", 2, "kxover: 1 role=client\nkxover.1: from=x");
  }

  private static FoundPrincipal blocked(String value) throws IOException {
    return found(
        " DISALLOW_ALL_TIX", "[never]", 2, "kxover: 1 role=client\nkxover.blocked: " + value);
  }

  private static List<String> unblock(FoundPrincipal found) {
    return BlockRequests.unblock(OUT, found, false, NOW);
  }

  private static List<String> block(FoundPrincipal found) {
    return BlockRequests.block(OUT, found, NOW);
  }

  @Test
  void anOpenCrossoverIsMarkedAndClosed() throws Exception {
    assertEquals(List.of(MARK, CLOSE), block(open()));
    FoundPrincipal marked =
        found("", "[never]", 2, "kxover: 1 role=client\nkxover.blocked: 20261124120000Z");
    assertEquals(List.of(CLOSE), block(marked), "after a stop in between");
    assertFalse(marked.isBlocked());
    assertEquals(List.of(), unblock(open()));
  }

  @Test
  void aBlockEndsWithTheKeysOfBefore() throws Exception {
    FoundPrincipal blocked =
        found(
            " DISALLOW_POSTDATED DISALLOW_ALL_TIX",
            "[never]",
            2,
            "kxover: 1 role=client\nkxover.blocked: 20261124120000Z");
    assertTrue(blocked.isBlocked());
    assertEquals(List.of(), block(blocked));
    assertEquals(
        List.of(
            "modify_principal +allow_tix krbtgt/B.EXAMPLE@A.EXAMPLE",
            "del_string krbtgt/B.EXAMPLE@A.EXAMPLE kxover.blocked"),
        unblock(blocked));
  }

  @Test
  void whereThereIsNoneItIsMadeAndDeletedAfter() throws Exception {
    assertEquals(
        List.of(
            "add_principal -nokey -clearpolicy -expire \"1970-01-02 03:04:05\" -allow_tix"
                + " krbtgt/A.EXAMPLE@B.EXAMPLE",
            "set_string krbtgt/A.EXAMPLE@B.EXAMPLE kxover \"1 role=service\"",
            "set_string krbtgt/A.EXAMPLE@B.EXAMPLE kxover.blocked \"20261124120000Z\""),
        BlockRequests.block(IN, FoundPrincipal.ABSENT, NOW));
    FoundPrincipal made =
        found(
            " DISALLOW_ALL_TIX",
            "[never]",
            0,
            "kxover: 1 role=client\nkxover.blocked: 20261124120000Z");
    assertEquals(List.of("delete_principal -force krbtgt/B.EXAMPLE@A.EXAMPLE"), unblock(made));
    assertEquals(List.of(), unblock(FoundPrincipal.ABSENT));
  }

  @Test
  void theKeysOfBeforeCanEndWithTheBlock() throws Exception {
    List<String> delete = List.of("delete_principal -force krbtgt/B.EXAMPLE@A.EXAMPLE");
    FoundPrincipal one = blocked("20261124120000Z");
    assertEquals(delete, BlockRequests.drop(OUT, one, NOW));
    assertEquals(List.of(), BlockRequests.dropByAll(OUT, one, NOW), "its realm stays blocked");
    assertEquals(delete, BlockRequests.dropByAll(OUT, blocked("20261124120000Z all"), NOW));
    FoundPrincipal marked =
        found("", "[never]", 2, "kxover: 1 role=client\nkxover.blocked: 20261124120000Z");
    assertEquals(delete, BlockRequests.drop(OUT, marked, NOW), "after a stop in between");
    FoundPrincipal closed = blocked("20261124120000Z closed");
    assertEquals(unblock(closed), BlockRequests.drop(OUT, closed, NOW));
    assertEquals(List.of(), BlockRequests.drop(OUT, open(), NOW));
    assertEquals(List.of(), BlockRequests.drop(OUT, FoundPrincipal.ABSENT, NOW));
    FoundPrincipal byHand = found(" DISALLOW_ALL_TIX", "[never]", 2, "kxover.blocked: x");
    assertEquals(List.of(), BlockRequests.drop(OUT, byHand, NOW));
  }

  /** kxoverd makes a half-made principal anew and opens it, but no blocked one. */
  @Test
  void aHalfMadeCrossoverIsBlockedToo() throws Exception {
    String expires = "Fri Jan 02 03:04:05 UTC 1970";
    FoundPrincipal halfMade = found(" DISALLOW_ALL_TIX", expires, 1, "(No string attributes.)");
    assertEquals(List.of(SET + "kxover \"1 role=client\"", MARK), block(halfMade));
    FoundPrincipal blocked =
        found(
            " DISALLOW_ALL_TIX",
            expires,
            1,
            "kxover: 1 role=client\nkxover.blocked: 20261124120000Z");
    assertEquals(List.of("delete_principal -force krbtgt/B.EXAMPLE@A.EXAMPLE"), unblock(blocked));
  }

  /** As the first request of a block leaves it. */
  @Test
  void aStopAfterItIsMadeDoesNotLookLikeATrustMadeByHand() throws Exception {
    FoundPrincipal made =
        found(" DISALLOW_ALL_TIX", "Fri Jan 02 03:04:05 UTC 1970", 0, "(No string attributes.)");
    assertFalse(made.isByHand());
    assertEquals(List.of(SET + "kxover \"1 role=client\"", MARK), block(made));
  }

  @Test
  void theAttributesOfAnAdministratorOutliveABlock() throws Exception {
    FoundPrincipal blocked =
        found(
            " DISALLOW_ALL_TIX",
            "Fri Jan 02 03:04:05 UTC 1970",
            1,
            "kxover: 1 role=client\nkxover.blocked: 20261124120000Z\nauth_indicators: hard");
    assertEquals(
        List.of("del_string krbtgt/B.EXAMPLE@A.EXAMPLE kxover.blocked"),
        unblock(blocked),
        "it stays closed, as a half-made one");
    FoundPrincipal after =
        found(
            " DISALLOW_ALL_TIX",
            "Fri Jan 02 03:04:05 UTC 1970",
            1,
            "kxover: 1 role=client\nauth_indicators: hard");
    assertEquals(RealmBlocks.State.ABSENT, after.state(), "as for kxoverd");
  }

  /** A principal whose marker was not read would seem to be made by hand. */
  @Test
  void aPrincipalWithoutItsAttributesIsNotRead() {
    for (String said :
        List.of(
            "get_strings: Cannot lock database while getting attributes for principal \""
                + OUT
                + "\"",
            "get_strings krbtgt/B.EXAMPLE@A.EXAMPLE",
            "")) {
      IOException failed =
          assertThrows(IOException.class, () -> found("", "[never]", 2, said), said);
      String why =
          said.contains("lock") ? "Cannot lock database" : "did not print the string attributes";
      assertTrue(failed.getMessage().contains("did not read " + OUT), failed.getMessage());
      assertTrue(failed.getMessage().contains(why), failed.getMessage());
    }
  }

  @Test
  void whatWasClosedByHandStaysClosedAfter() throws Exception {
    FoundPrincipal closed = found(" DISALLOW_ALL_TIX", "[never]", 2, "kxover: 1 role=client");
    assertEquals(List.of(SET + "kxover.blocked \"20261124120000Z closed\""), block(closed));
    FoundPrincipal blocked =
        found(
            " DISALLOW_ALL_TIX",
            "[never]",
            2,
            "kxover: 1 role=client\nkxover.blocked: 20261124120000Z closed");
    assertEquals(List.of("del_string krbtgt/B.EXAMPLE@A.EXAMPLE kxover.blocked"), unblock(blocked));
  }

  @Test
  void aTrustMadeByHandIsNotTouched() throws Exception {
    for (String strings : List.of("(No string attributes.)", "kxover.blocked: x", "theirs: x")) {
      for (String attributes : List.of("", " DISALLOW_ALL_TIX")) {
        FoundPrincipal byHand = found(attributes, "[never]", 2, strings);
        assertTrue(byHand.isByHand());
        assertEquals(List.of(), block(byHand));
        assertEquals(List.of(), unblock(byHand));
      }
    }
  }

  @Test
  void onlyCrossoversOfOurRealmAreListed() throws Exception {
    assertEquals(Optional.of(IN), CrossoverPrincipal.parse(IN.toString(), A));
    assertEquals(
        Optional.of("krbtgt/b.Example@A.EXAMPLE"),
        CrossoverPrincipal.parse("krbtgt/b.Example@A.EXAMPLE", A)
            .map(CrossoverPrincipal::toString));
    for (String other :
        List.of(
            "krbtgt/A.EXAMPLE@A.EXAMPLE",
            "krbtgt/kxover:client:B.EXAMPLE@A.EXAMPLE",
            "krbtgt/a.example@A.EXAMPLE",
            "krbtgt/B.EXAMPLE@C.EXAMPLE",
            "krbtgt/a.example@B.EXAMPLE",
            "krbtgt/B.EXAMPLE@A.EXAMPLE x",
            "krbtgt/B.EXAMPLE",
            "HTTP/B.EXAMPLE@A.EXAMPLE")) {
      assertEquals(Optional.empty(), CrossoverPrincipal.parse(other, A), other);
    }
    assertThrows(IllegalArgumentException.class, () -> new CrossoverPrincipal(A, A, Role.CLIENT));
  }

  @Test
  void absentIsToldFromAFailure() throws Exception {
    KadminAnswer absent =
        new KadminAnswer(
            "kadmin.local:  get_principal: Principal does not exist while retrieving \""
                + OUT
                + "\".\n");
    assertEquals(FoundPrincipal.ABSENT, absent.find(OUT));
    assertThrows(IOException.class, () -> absent.find(IN));
    IOException failed =
        assertThrows(
            IOException.class,
            () -> new KadminAnswer("kadmin.local: Cannot open DB2 database").find(OUT));
    assertTrue(failed.getMessage().contains("Cannot open DB2 database"), failed.getMessage());
  }

  @Test
  void aBlockOfAllIsApartFromThatOfARealm() throws Exception {
    String byAll = SET + "kxover.blocked \"20261124120000Z all\"";
    assertEquals(List.of(byAll, CLOSE), BlockRequests.blockByAll(OUT, open(), NOW));
    assertEquals(List.of(), BlockRequests.blockByAll(OUT, FoundPrincipal.ABSENT, NOW));
    FoundPrincipal all = blocked("20261124120000Z all");
    assertEquals(List.of(), BlockRequests.blockByAll(OUT, all, NOW));
    assertEquals(unblock(all), BlockRequests.unblockByAll(OUT, all, NOW));
    assertEquals(2, unblock(all).size());
    // Its realm is blocked, too, and stays so when all are not any more.
    assertEquals(List.of(MARK), block(all));
    FoundPrincipal one = blocked("20261124120000Z");
    assertEquals(List.of(), BlockRequests.blockByAll(OUT, one, NOW));
    assertEquals(List.of(), BlockRequests.unblockByAll(OUT, one, NOW));
    // Its realm's block ends, and all are blocked still.
    assertEquals(List.of(byAll), BlockRequests.unblock(OUT, one, true, NOW));
    assertEquals(List.of(), BlockRequests.unblock(OUT, all, true, NOW));
    // What was closed by hand stays so through all of this.
    FoundPrincipal closed = blocked("20261124120000Z all closed");
    assertEquals(List.of(SET + "kxover.blocked \"20261124120000Z closed\""), block(closed));
    assertEquals(
        List.of("del_string krbtgt/B.EXAMPLE@A.EXAMPLE kxover.blocked"),
        BlockRequests.unblockByAll(OUT, closed, NOW));
  }

  @Test
  void twoAnswersAboutAPrincipalAreNone() throws Exception {
    String one = "Principal: %s%nPolicy: [none]%n(No string attributes.)%n";
    String absent = "get_principal: Principal does not exist while retrieving \"%s\".%n";
    for (String second : List.of(one, absent)) {
      KadminAnswer answer =
          new KadminAnswer((one + second).formatted(OUT, OUT) + one.formatted(IN));
      IOException e = assertThrows(IOException.class, () -> answer.find(OUT));
      assertTrue(e.getMessage().contains("more than one answer"), e.getMessage());
      assertTrue(answer.find(IN).exists());
    }
  }
}
