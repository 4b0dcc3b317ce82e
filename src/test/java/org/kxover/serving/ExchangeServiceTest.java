package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.nio.file.Files;
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
import org.kxover.crossing.TwoRealms;
import org.kxover.dns.DnsOutcome;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.referral.Answer;
import org.xbill.DNS.Type;

/** The decisions of B.EXAMPLE, as A.EXAMPLE receives them. */
@Timeout(120)
class ExchangeServiceTest {
  private static final Duration EXPIRED = Duration.ofMinutes(-1);

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

  /** B refuses with these words, and neither side writes a key. */
  private String assertRefused(String words) throws Exception {
    return assertNoKey(Answer.Result.DENIED, "refused by the peer: ", words);
  }

  /** B reports a temporary failure with these words, and neither side writes a key. */
  private String assertUnavailable(String words) throws Exception {
    return assertNoKey(
        Answer.Result.FAILED, "peer unavailable: ", "KDC_ERR_SVC_UNAVAILABLE: " + words);
  }

  private String assertNoKey(Answer.Result result, String beginning, String words)
      throws Exception {
    Answer answer = world.ask();
    assertEquals(result, answer.result(), answer.reason());
    assertTrue(answer.reason().startsWith(beginning), answer.reason());
    assertTrue(answer.reason().contains(words), answer.reason());
    assertEquals(List.of(), world.storeOfA.writes());
    assertEquals(List.of(), world.storeOfB.writes());
    assertEquals(1, world.exchanges());
    return answer.reason();
  }

  private void assertKvno(int kvno) throws Exception {
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    String name = "krbtgt/B.EXAMPLE@A.EXAMPLE kvno " + kvno;
    assertEquals(List.of(name + " CLIENT"), world.storeOfA.writes());
    assertEquals(List.of(name + " SERVICE"), world.storeOfB.writes());
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
  }

  @Test
  void theKvnoIsTheProposedOneWhereThereIsNoKey() throws Exception {
    world.storeOfA.holding(world.stored(Role.CLIENT, 4, EXPIRED));
    assertKvno(5);
  }

  @Test
  void theKvnoIsOneAboveOurHighestWhereThereIsAKey() throws Exception {
    world.storeOfA.holding(world.stored(Role.CLIENT, 4, EXPIRED));
    world.storeOfB.holding(world.stored(Role.SERVICE, 7, Duration.ofDays(1)));
    assertKvno(8);
  }

  @Test
  void withoutTheGuardNobodyHasAKeyAndThePeerIsNotToldWhy() throws Exception {
    world.withoutGuard(TwoRealms.B, Optional.of("KDC kdc.b.example:88 is unguarded"));
    String reason =
        assertUnavailable("not ready for other realms; its administrators may say more");
    assertFalse(reason.contains("kdc.b.example"), reason);
    Event refused = world.awaitEvent(EventType.KEY_REFUSED);
    assertEquals(Optional.of(FailureReason.UNGUARDED), refused.failureReason());
    assertTrue(refused.text().contains("kdc.b.example:88 is unguarded"), refused.text());
    assertEquals(List.of(), world.dnsOfB.questions(), "nothing was spent on it");

    world.withoutGuard(TwoRealms.B, Optional.empty());
    assertEquals(Answer.Result.REFERRAL, world.ask().result());
  }

  @Test
  void aKeyMadeByHandIsNotReplaced() throws Exception {
    world.storeOfB.holding(TwoRealms.handMade());
    assertRefused("KDC_ERR_POLICY: a key for this crossover was made by hand");
  }

  @Test
  void aBlockedRealmGetsNoKeyAndIsNotToldWhy() throws Exception {
    world.storeOfB.holding(
        new StoredCrossover(
            A_TO_B,
            true,
            Optional.of(Role.SERVICE),
            0,
            new TreeMap<>(),
            true,
            Optional.empty(),
            true));
    assertRefused("KDC_ERR_POLICY: refused by policy; its administrators may say more");
    Event refused = world.awaitEvent(EventType.KEY_REFUSED);
    assertEquals(Optional.of(FailureReason.BLOCKED), refused.failureReason());
    assertTrue(refused.text().contains("A.EXAMPLE is blocked by " + A_TO_B), refused.text());
  }

  @Test
  void aPrincipalOfAnotherRoleIsNotReplaced() throws Exception {
    world.storeOfB.holding(world.stored(Role.CLIENT, 7, Duration.ofDays(1)));
    assertRefused("KDC_ERR_POLICY: refused by policy");
  }

  @ParameterizedTest
  @CsvSource({"1000,1000", "1001,1", "32767,1"})
  void aFirstKeyHasNoHighKvno(int proposed, int decided) throws Exception {
    world.storeOfA.holding(world.stored(Role.CLIENT, proposed - 1, EXPIRED));
    assertKvno(decided);
  }

  @Test
  void expiredKeysDoNotCount() throws Exception {
    TreeMap<Integer, Duration> keys = new TreeMap<>();
    for (int kvno = 1; kvno <= KeyLimits.MANY_KEYS; kvno++) {
      keys.put(kvno, kvno == 1 ? EXPIRED : Duration.ofDays(1));
    }
    world.storeOfB.holding(world.stored(Role.SERVICE, keys));
    assertKvno(KeyLimits.MANY_KEYS + 1);
    assertEquals(
        KeyLimits.MANY_KEYS,
        world.storeOfB.find(A_TO_B).orElseThrow().keys().size(),
        "the new key replaces the expired one");
  }

  @Test
  void aPrincipalThatAnAdministratorClosedGetsNoKey() throws Exception {
    StoredCrossover open = world.stored(Role.SERVICE, 7, Duration.ofDays(1));
    world.storeOfB.holding(
        new StoredCrossover(A_TO_B, true, open.role(), 7, open.keys(), true, Optional.empty()));
    assertRefused("KDC_ERR_POLICY: refused by policy");
    world.storeOfB.holding(open);
    world.ask();
    assertEquals(1, world.storeOfB.writes().size());
  }

  @Test
  void noKeyFollowsTheHighestKvno() throws Exception {
    world.storeOfB.holding(world.stored(Role.SERVICE, 32_767, Duration.ofDays(1)));
    assertRefused("KDC_ERR_POLICY: this crossover has the highest kvno");
  }

  @Test
  void aCertificateThatTheRealmDoesNotPublishIsRefused() throws Exception {
    world.dnsOfB.secure("_4088._tcp.kx.a.example", Type.TLSA, 60, "3 1 1 " + "00".repeat(32));
    assertRefused("KDC_ERR_INVALID_CERTIFICATE: unauthenticated: ");
  }

  @Test
  void theRealmsOtherDaemonsSpeakForItToo() throws Exception {
    world.dnsOfB.secure(
        "_kerberos-tls._tcp.a.example",
        Type.SRV,
        60,
        "0 0 4088 other.a.example.",
        "1 0 4088 kx.a.example.");
    world.dnsOfB.secure("_4088._tcp.other.a.example", Type.TLSA, 60, "3 1 1 " + "00".repeat(32));
    assertKvno(1);
  }

  @Test
  void aRealmIsHeldToItsSpelling() throws Exception {
    world.dnsOfB.secure("_kerberos.a.example", Type.TXT, 60, "\"a.example\"");
    assertRefused("KDC_ERR_CANT_VERIFY_CERTIFICATE: invalid: ");
    world.dnsOfB.secure("_kerberos.a.example", Type.TXT, 60, "\"A.EXAMPLE\"");
    assertKvno(1);
  }

  @ParameterizedTest
  @CsvSource({"ABSENT,absent", "INSECURE,insecure", "BOGUS,bogus", "INDETERMINATE,indeterminate"})
  void problemsOfTheirZoneAreToldToThem(DnsOutcome outcome, String word) throws Exception {
    world.dnsOfB.ends("_kerberos-tls._tcp.a.example", Type.SRV, outcome);
    assertRefused("KDC_ERR_CANT_VERIFY_CERTIFICATE: " + word + ": _kerberos-tls._tcp.a.example");
  }

  @Test
  void aSlowZoneOfTheirsLeavesTimeToTellThem() throws Exception {
    world.close();
    world = new TwoRealms(Files.createDirectory(folder.resolve("again")), Duration.ofSeconds(4));
    world.dnsOfB.neverEnds("_kerberos.a.example", Type.TXT);
    assertUnavailable("DNS failed; ask again");
  }

  @Test
  void problemsOfOurResolverAreNotToldToThem() throws Exception {
    world.dnsOfB.ends("_kerberos-tls._tcp.a.example", Type.SRV, DnsOutcome.FAILED);
    String reason = assertUnavailable("DNS failed; ask again");
    assertFalse(reason.contains("192.0.2.53"), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "BUSY,busy; ask again",
    "FAILED,the key database failed; ask again",
    "UNCERTAIN,the key database failed; ask again"
  })
  void problemsOfOurDatabaseAreToldWithoutDetails(StoreException.Reason reason, String words)
      throws Exception {
    world.storeOfB.failWrites(reason);
    String told = assertUnavailable(words);
    assertFalse(told.contains("told to fail"), told);
  }

  @Test
  void whatOurDatabaseRefusesIsPolicy() throws Exception {
    world.storeOfB.failWrites(StoreException.Reason.REFUSED);
    String told = assertRefused("KDC_ERR_POLICY: refused by policy");
    assertFalse(told.contains("told to fail"), told);
  }
}
