package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.kxover.plugin.FakeDaemon.answers;
import static org.kxover.plugin.FakeDaemon.referral;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A KDC with the patch, and clients that must not make kxoverd go out: each gets the stock KDC's
 * answer without a question, and alice gets her referral beside it.
 */
@Timeout(180)
class PatchedKdcClientsIT extends PatchedKdcFixture {
  private static final String OTHER = "krbtgt/OTHER.EXAMPLE@A.EXAMPLE";

  /** May-postdate, as a ticket flag (RFC 4120 section 2.9). The KDC option has the same number. */
  private static final String MAY_POSTDATE = "04000000";

  /** As {@link KdcAnswer} has it. */
  private static final String TKT_EXPIRED = "KRB_AP_ERR_TKT_EXPIRED ";

  /** C may come to A and A to C, and D to C, all by keys made by hand. */
  @BeforeAll
  static void makeOtherRealms() throws Exception {
    realm.addRealm("C.EXAMPLE", "carol@C.EXAMPLE");
    realm.addRealm("D.EXAMPLE", "dave@D.EXAMPLE");
    realm.trust("C.EXAMPLE", "A.EXAMPLE");
    realm.trust("A.EXAMPLE", "C.EXAMPLE");
    realm.trust("D.EXAMPLE", "C.EXAMPLE");
  }

  @BeforeEach
  void startKdc() throws Exception {
    kdc = realm.patched("socket = " + socket, "time_budget = 1000");
    realm.login(stock);
  }

  private void startKdc(String... settings) throws Exception {
    kdc.process().stop();
    kdc = realm.patched(settings);
  }

  private static byte[] request(String... words) throws Exception {
    return realm.requests(1, words).get(0);
  }

  private void carolComes() throws Exception {
    realm.loginAs(stock, "carol@C.EXAMPLE");
    realm.tickets("krbtgt/A.EXAMPLE@C.EXAMPLE");
  }

  private void assertStockAnswer(byte[] request) throws Exception {
    assertEquals(KdcClient.ask(stock.port(), request), KdcClient.ask(kdc.port(), request));
  }

  private void assertAliceIsReferred() throws Exception {
    realm.login(stock);
    assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket());
  }

  private void assertNoQuestionFor(List<byte[]> requests) throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      for (byte[] request : requests) {
        assertStockAnswer(request);
      }
      assertEquals(List.of(), daemon.requests());
      assertAliceIsReferred();
      assertEquals(1, daemon.requests().size());
    }
  }

  @Test
  void usersOfOtherRealmsMakeNoQuestion() throws Exception {
    carolComes();
    assertNoQuestionFor(realm.requests(1, HOST, OTHER));
  }

  @Test
  void usersOfOtherRealmsGetNoCachedReferral() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, answers(referral("B.EXAMPLE", 300)))) {
      assertAliceIsReferred();
      carolComes();
      assertStockAnswer(realm.request(HOST));
      assertAliceIsReferred();
      assertEquals(1, daemon.requests().size());
    }
  }

  @Test
  void usersOfOtherRealmsAreReferredIfAllMayBe() throws Exception {
    startKdc("socket = " + socket, "clients = all");
    carolComes();
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket());
      assertEquals("carol@C.EXAMPLE", daemon.requests().get(0).fields().get("client"));
      assertAliceIsReferred();
    }
  }

  @Test
  void aWrongValueOfClientsAllowsNobody() throws Exception {
    startKdc("socket = " + socket, "clients = everybody");
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertStockAnswer(realm.request(HOST));
      assertEquals(0, daemon.connections());
    }
    assertEquals(1, kdc.lines("clients is not own or all for A.EXAMPLE").size());
  }

  /** The path of such a ticket is refused by reject_bad_transit, the KDC's default. */
  @Test
  void noQuestionForUsersWhoCameThroughAWrongRealm() throws Exception {
    startKdc("socket = " + socket, "clients = all");
    realm.loginAs(stock, "dave@D.EXAMPLE");
    realm.tickets("krbtgt/C.EXAMPLE@D.EXAMPLE", "krbtgt/A.EXAMPLE@C.EXAMPLE");
    assertNoQuestionFor(realm.requests(1, "-tgt", "krbtgt/A.EXAMPLE@C.EXAMPLE", HOST, OTHER));
  }

  /** Realm C could say of anybody that she is alice. */
  @ParameterizedTest
  @MethodSource("rules")
  void noQuestionForOurUsersOnTheWordOfAnotherRealm(String rule) throws Exception {
    startKdc("socket = " + socket, rule);
    realm.tickets("krbtgt/C.EXAMPLE@A.EXAMPLE", "krbtgt/A.EXAMPLE@C.EXAMPLE");
    assertNoQuestionFor(realm.requests(1, "-tgt", "krbtgt/A.EXAMPLE@C.EXAMPLE", HOST, OTHER));
  }

  static Stream<String> rules() {
    return Stream.of("clients = own", "clients = all");
  }

  /** Requests of alice that the KDC refuses after its search, or before. */
  @ParameterizedTest
  @MethodSource("refused")
  void noQuestionForARequestThatIsRefusedAnyway(List<String> options) throws Exception {
    String[] words = Stream.concat(options.stream(), Stream.of(HOST, OTHER)).toArray(String[]::new);
    assertNoQuestionFor(realm.requests(1, words));
  }

  static Stream<List<String>> refused() {
    return Stream.of(List.of("-u2u"), List.of("-flags", MAY_POSTDATE));
  }

  /** S4U2Self by a service that is no longer in the database. */
  @Test
  void noQuestionForAServiceThatActsForAUser() throws Exception {
    realm.kadmin("addprinc -pw secret " + HOST);
    realm.loginAs(stock, HOST);
    realm.kadmin("delprinc -force " + HOST);
    assertNoQuestionFor(realm.requests(1, "-s4u", "alice@A.EXAMPLE", HOST));
  }

  /** A ticket that begins within the clock skew, and that nobody has validated. */
  @Test
  void noQuestionForAPostdatedTicket() throws Exception {
    realm.loginAs(stock, "alice", "-s", "60s");
    assertNoQuestionFor(realm.requests(1, HOST, OTHER));
  }

  @Test
  void noQuestionForATicketThatDoesNotBeginYet() throws Exception {
    realm.loginAs(stock, "alice", "-s", "1h");
    assertNoQuestionFor(realm.requests(1, HOST, OTHER));
  }

  @Test
  void noQuestionForAnExpiredTicket() throws Exception {
    String strict = "[libdefaults]\n    clockskew = 1\n";
    kdc.process().stop();
    kdc = realm.start("[kxover]\n    socket = " + socket + "\n" + strict);
    PatchedRealm.Kdc strictStock = realm.start(strict);
    realm.loginAs(stock, "alice", "-l", "5s");
    KdcAnswer last;
    do {
      TimeUnit.SECONDS.sleep(1);
      last = KdcClient.ask(strictStock.port(), request("-expired", HOST));
    } while (!last.error().startsWith(TKT_EXPIRED));
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertEquals(last, KdcClient.ask(kdc.port(), request("-expired", HOST)));
      assertEquals(0, daemon.connections());
      assertAliceIsReferred();
    }
  }

  /** The KDC finds keys by itself: the one asked for, and one on the way to the realm. */
  @Test
  void keysOfKxoverdAreNoHopForUsersOfOtherRealms() throws Exception {
    String[] servers = {"krbtgt/X.OURS.EXAMPLE@A.EXAMPLE", "krbtgt/OURS.EXAMPLE@A.EXAMPLE"};
    carolComes();
    for (String server : servers) {
      byte[] request = realm.request(server);
      KdcAnswer without = KdcClient.ask(stock.port(), request);
      assertNotNull(without.error());
      realm.kadmin("addprinc -randkey " + servers[1]);
      assertEquals(servers[1], KdcClient.ask(kdc.port(), realm.request(server)).ticket());
      realm.kadmin("setstr " + servers[1] + " kxover \"1 role=client\"");

      assertEquals(without, KdcClient.ask(kdc.port(), request));

      realm.login(stock);
      assertEquals(servers[1], KdcClient.ask(kdc.port(), realm.request(server)).ticket());
      carolComes();
      realm.kadmin("delprinc -force " + servers[1]);
    }
  }

  /** What an administrator made further on this side serves her as before. */
  @Test
  void aKeyMadeByHandIsStillAHop() throws Exception {
    String ours = "krbtgt/B.HOPS.EXAMPLE@A.EXAMPLE";
    String byHand = "krbtgt/HOPS.EXAMPLE@A.EXAMPLE";
    realm.kadmin("addprinc -randkey " + ours);
    realm.kadmin("addprinc -randkey " + byHand);
    realm.kadmin("setstr " + ours + " kxover \"1 role=client\"");
    for (String server : List.of("krbtgt/X.B.HOPS.EXAMPLE@A.EXAMPLE", ours)) {
      carolComes();
      assertEquals(byHand, KdcClient.ask(kdc.port(), realm.request(server)).ticket());
      realm.login(stock);
      assertEquals(ours, KdcClient.ask(kdc.port(), realm.request(server)).ticket());
    }
    carolComes();
    assertNotNull(KdcClient.ask(kdc.port(), request("-u2u", ours)).error());
  }

  @Test
  void keysOfKxoverdAreAHopIfAllMayGo() throws Exception {
    String ours = "krbtgt/ALL.EXAMPLE@A.EXAMPLE";
    realm.kadmin("addprinc -randkey " + ours);
    realm.kadmin("setstr " + ours + " kxover \"1 role=client\"");
    startKdc("socket = " + socket, "clients = all");
    carolComes();
    assertEquals(
        ours, KdcClient.ask(kdc.port(), realm.request("krbtgt/X.ALL.EXAMPLE@A.EXAMPLE")).ticket());
  }
}
