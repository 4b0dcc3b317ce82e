package org.kxover.referral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.crossing.TwoRealms;
import org.kxover.dns.DnsOutcome;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.ProbeNames;
import org.xbill.DNS.Type;

@Timeout(120)
class ReferralServiceTest {
  private static final String CLIENT_1 = "krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1 CLIENT";
  private static final String SERVICE_1 = "krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1 SERVICE";

  @TempDir Path folder;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private static void assertReferral(Answer answer) {
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    assertEquals(Optional.of(TwoRealms.B), answer.realm());
  }

  /** Expects this answer, and no new key in the database of A. */
  private void assertNoKey(String result, String reason, Answer answer) {
    assertEquals(result, answer.result().toString(), answer.reason());
    assertTrue(answer.reason().startsWith(reason), answer.reason());
    assertEquals(List.of(), world.storeOfA.writes());
  }

  @Test
  void theFirstQuestionMakesOneKeyOnBothSides() throws Exception {
    assertReferral(world.ask());
    assertEquals(List.of(CLIENT_1), world.storeOfA.writes());
    assertEquals(List.of(SERVICE_1), world.storeOfB.writes());
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
  }

  @Test
  void theSecondQuestionFindsTheKey() throws Exception {
    assertReferral(world.ask());
    assertReferral(world.ask());
    assertReferral(world.outgoing().answer(TwoRealms.question("krbtgt/B.EXAMPLE")));
    assertEquals(1, world.exchanges());
  }

  /** "kxover status" shows failures, and this is none. */
  @Test
  void aQuestionOfTheCheckIsNoFailure() throws Exception {
    Answer answer =
        world.outgoing().answer(TwoRealms.question("host/" + ProbeNames.hostOfCheck(3)));
    assertNoKey("none", "\"kxover check\" made the KDC ask", answer);
    assertEquals(Optional.empty(), answer.failureReason());
  }

  @Test
  void aRealmCanBeAskedForByName() throws Exception {
    assertReferral(world.outgoing().answer(TwoRealms.question("krbtgt/B.EXAMPLE")));
    assertEquals(List.of(CLIENT_1), world.storeOfA.writes());
  }

  @Test
  void aKeyMadeByHandIsUsedAndNotExchanged() throws Exception {
    world.storeOfA.holding(TwoRealms.handMade());
    assertReferral(world.ask());
    assertEquals(0, world.exchanges());
    assertEquals(List.of(), world.storeOfA.writes());
  }

  @Test
  void aKeyThatOutlivesAllTicketsIsUsed() throws Exception {
    Duration left = TICKET_LIFE.plusSeconds(60);
    world.storeOfA.holding(world.stored(Role.CLIENT, 4, left));
    Answer answer = world.ask();
    assertReferral(answer);
    assertEquals(0, world.exchanges());
    assertEquals(Duration.ofSeconds(50), answer.ttl(), "the referral ends before the key does");
  }

  /** A KDC that cached the referral for longer could make a key in use look unused. */
  @Test
  void aReferralHoldsForASmallPartOfItsKeysTime() throws Exception {
    Duration usable = Duration.ofMinutes(16);
    world.storeOfA.holding(
        world.stored(
            Role.CLIENT, 4, TICKET_LIFE.plus(KeyValidity.MARGIN).plus(usable), Duration.ZERO));
    assertEquals(usable.dividedBy(16), world.ask().ttl());
  }

  @Test
  void aReferralHoldsNoLongerThanItsDnsRecord() throws Exception {
    world.dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 7, "\"B.EXAMPLE\"");
    assertEquals(Duration.ofSeconds(7), world.ask().ttl());
  }

  @Test
  void aKeyThatTicketsWouldOutliveIsRolledOver() throws Exception {
    assertReferral(world.ask());
    world.pass(TwoRealms.KEY_LIFETIME.minus(TICKET_LIFE));
    assertReferral(world.ask());
    assertEquals(2, world.exchanges());
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE kvno 2 CLIENT", world.storeOfA.writes().get(1));
    assertEquals(
        2,
        world.storeOfB.find(A_TO_B).orElseThrow().keys().size(),
        "the service keeps the old key");
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVICE", ""})
  void aPrincipalOfAnotherRoleIsLeftAlone(String role) throws Exception {
    Role marked = role.isEmpty() ? null : Role.valueOf(role);
    world.storeOfA.holding(world.stored(marked, 4, Duration.ofDays(3)));
    assertNoKey("denied", "refused by policy: krbtgt/B.EXAMPLE@A.EXAMPLE", world.ask());
    assertEquals(0, world.exchanges(), "the peer is not asked in vain");
  }

  @ParameterizedTest
  @CsvSource({
    "ABSENT,none,absent",
    "INSECURE,failed,insecure",
    "BOGUS,failed,bogus",
    "INDETERMINATE,failed,indeterminate",
    "FAILED,failed,DNS failed"
  })
  void eachOutcomeOfDnsHasItsWord(DnsOutcome outcome, String result, String word) throws Exception {
    world.dnsOfA.ends("_kerberos-tls._tcp.b.example", Type.SRV, outcome);
    assertNoKey(result, word + ": _kerberos-tls._tcp.b.example SRV: ", world.ask());
    world.dnsOfA.ends("_kerberos.www.b.example", Type.TXT, outcome);
    assertNoKey(result, word + ": _kerberos.www.b.example TXT: ", world.ask());
    assertEquals(0, world.exchanges());
  }

  @Test
  void twoRealmsForOneHostAreInvalid() throws Exception {
    world.dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 60, "\"B.EXAMPLE\"", "\"C.EXAMPLE\"");
    assertNoKey("failed", "invalid: ", world.ask());
  }

  @Test
  void aHostOfOurOwnRealmIsLocal() throws Exception {
    world.dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 60, "\"A.EXAMPLE\"");
    assertNoKey("local", "the host is in A.EXAMPLE", world.ask());
  }

  @Test
  void anotherSpellingOfOurOwnRealmIsInvalid() throws Exception {
    world.dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 60, "\"a.example\"");
    assertNoKey("failed", "invalid: ", world.ask());
  }

  @Test
  void anotherSpellingOfTheirRealmIsRefusedByThem() throws Exception {
    world.dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 60, "\"b.example\"");
    assertNoKey("denied", "refused by the peer: ", world.ask());
    assertEquals(List.of(), world.storeOfB.writes());
  }

  @Test
  void theKdcOfAnotherRealmIsDenied() throws Exception {
    Question question = Question.parse("C.EXAMPLE", "HTTP/www.b.example");
    assertNoKey("denied", "refused by policy: ", world.outgoing().answer(question));
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY,failed,busy: ",
    "REFUSED,denied,refused by policy: ",
    "FAILED,failed,database failed: ",
    "UNCERTAIN,failed,database failed: "
  })
  void eachFailureOfTheStoreHasItsWord(StoreException.Reason reason, String result, String words)
      throws Exception {
    world.storeOfA.failWrites(reason);
    assertNoKey(result, words, world.ask());
    assertEquals(1, world.exchanges());
    world.storeOfA.refuseWriting(reason);
    assertNoKey(result, words, world.ask());
    assertEquals(1, world.exchanges(), "no exchange begins if the database cannot be written");
    world.storeOfA.failReads(reason);
    assertNoKey(result, words, world.ask());
    assertEquals(1, world.exchanges(), "no exchange begins if the database cannot be read");
  }

  @Test
  void aDaemonThatIsNotTheRealmsIsUnauthenticated() throws Exception {
    int port = world.listener.address().getPort();
    world.dnsOfA.secure(
        "_" + port + "._tcp.kx.b.example", Type.TLSA, 60, "3 1 1 " + "00".repeat(32));
    assertNoKey("failed", "unauthenticated: certificate of kx.b.example", world.ask());
    assertEquals(List.of(), world.storeOfB.writes());
  }

  @Test
  void aPeerWithoutAnAddressIsUnreachable() throws Exception {
    world.dnsOfA.addresses("kx.b.example", List.of());
    assertNoKey("failed", "unreachable: no peer of B.EXAMPLE has an address", world.ask());
  }

  @Test
  void whereNobodyListensTheNextAddressIsTried() throws Exception {
    InetAddress closed = InetAddress.getByName("127.0.0.77");
    world.dnsOfA.addresses("kx.b.example", List.of(closed));
    assertNoKey("failed", "unreachable: kx.b.example (127.0.0.77:", world.ask());
    world.dnsOfA.addresses("kx.b.example", List.of(closed, InetAddress.getLoopbackAddress()));
    assertReferral(world.ask());
  }

  @Test
  void aReferralRecordsTheUseOfItsKey() throws Exception {
    world.dnsOfA.addresses("kx.b.example", List.of());
    world.ask();
    assertFalse(world.scheduleOfA.wasAsked(A_TO_B), "there is no key whose use could be recorded");
    world.dnsOfA.addresses("kx.b.example", List.of(InetAddress.getLoopbackAddress()));
    assertReferral(world.ask());
    assertTrue(world.scheduleOfA.wasAsked(A_TO_B));
  }

  @Test
  void aPrincipalThatAnAdministratorClosedGetsNoKey() throws Exception {
    StoredCrossover open = world.stored(Role.CLIENT, 4, Duration.ofHours(1));
    world.storeOfA.holding(
        new StoredCrossover(A_TO_B, true, open.role(), 4, open.keys(), true, Optional.empty()));
    assertNoKey("denied", "refused by policy: " + A_TO_B + " was closed", world.ask());
    assertEquals(0, world.exchanges(), "the peer is not asked in vain");
  }

  @Test
  void aBlockedRealmIsNotAsked() throws Exception {
    StoredCrossover open = world.stored(Role.CLIENT, 4, Duration.ofHours(1));
    world.storeOfA.holding(
        new StoredCrossover(
            A_TO_B, true, open.role(), 4, open.keys(), true, Optional.empty(), true));
    assertNoKey("denied", "blocked: B.EXAMPLE is blocked by " + A_TO_B, world.ask());
    assertEquals(0, world.exchanges());
    assertEquals(
        Optional.of(FailureReason.BLOCKED),
        world.awaitEvent(EventType.CROSSING_FAILED).failureReason());
  }

  @Test
  void aBlockHoldsForEachSpelling() throws Exception {
    world.storeOfA.holding(
        new StoredCrossover(
            A_TO_B,
            true,
            Optional.of(Role.CLIENT),
            0,
            new TreeMap<>(),
            true,
            Optional.empty(),
            true));
    world.dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 300, "\"b.Example\"");
    assertNoKey("denied", "blocked: b.Example is blocked by " + A_TO_B, world.ask());
    assertEquals(0, world.exchanges());
  }
}
