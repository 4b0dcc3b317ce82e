package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** The life of keys in a store in memory, under a held clock, with a peer that the test plays. */
@Timeout(120)
class KeyMaintenanceTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final PrincipalName B_TO_A = PrincipalName.crossover(A, TwoRealms.B);
  private static final Duration USABLE = KEY_LIFETIME.minus(TICKET_LIFE).minus(KeyValidity.MARGIN);
  private static final Duration STEP = Duration.ofHours(1);

  private Instant now = START;
  private final MemoryStore store = new MemoryStore(() -> now);
  private final Schedule agenda = new Schedule(() -> now);
  private final List<Instant> renewals = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
  private Optional<String> objection = Optional.empty();
  private KeyMaintenance upkeep = upkeep(Renewal.IN_USE, 1);

  private KeyMaintenance upkeep(Renewal policy, int unusedLifetimes) {
    return upkeep(
        TestSettings.of(A)
            .with(KeySettings.RENEWAL, policy)
            .with(KeySettings.UNUSED_LIFETIMES, unusedLifetimes));
  }

  private KeyMaintenance upkeep(RealmSettings settings) {
    return new KeyMaintenance(
        LocalRealm.of(settings, store, () -> now, events::add),
        agenda,
        new KeyRenewer() {
          @Override
          public Optional<String> objection(Realm service) {
            return objection;
          }

          @Override
          public CompletableFuture<?> renew(PrincipalName name, int kvno) {
            renewals.add(now);
            return answer;
          }
        },
        new Random(1));
  }

  private static StoredCrossover stored(PrincipalName name, Role role, Instant... froms) {
    return stored(name, role, KEY_LIFETIME, froms);
  }

  private static StoredCrossover stored(
      PrincipalName name, Role role, Duration lifetime, Instant... froms) {
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    for (Instant from : froms) {
      keys.put(
          keys.size() + 1,
          new KeyValidity(
              new KerberosTime(from),
              new KerberosTime(from).plus(lifetime),
              List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
              "kx.b.example:4088",
              "x25519"));
    }
    return new StoredCrossover(name, true, Optional.of(role), keys.size(), keys);
  }

  /** Lets time pass in steps, as the daemon's thread would see it. */
  private void pass(Duration time, Duration step) {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(step)) {
      upkeep.turn();
    }
    upkeep.turn();
  }

  private void assertRenewedOnceInTime() {
    assertEquals(1, renewals.size(), renewals.toString());
    Instant lastIssue = START.plus(USABLE);
    assertFalse(renewals.get(0).isBefore(lastIssue.minus(USABLE.dividedBy(4))));
    assertTrue(renewals.get(0).isBefore(lastIssue.minus(USABLE.dividedBy(8)).plus(STEP)));
  }

  @Test
  void keysEndAtTheirTillAndNotBefore() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START, START.plus(Duration.ofDays(10))));
    upkeep.turn();
    now = START.plus(KEY_LIFETIME).minusSeconds(1);
    upkeep.turn();
    assertEquals(2, store.find(B_TO_A).orElseThrow().keys().size());
    now = START.plus(KEY_LIFETIME).plus(KeyTimes.END_SPREAD);
    upkeep.turn();
    assertEquals(List.of(2), List.copyOf(store.find(B_TO_A).orElseThrow().keys().keySet()));
    now = now.plus(Duration.ofDays(10));
    upkeep.turn();
    assertEquals(Optional.empty(), store.find(B_TO_A));
    assertEquals(List.of(), renewals, "a service's key is its clients' to renew");
  }

  @Test
  void whatEndedWhileTheDaemonWasDownEndsAtTheStart() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    store.holding(stored(B_TO_A, Role.SERVICE, START));
    now = START.plus(KEY_LIFETIME);
    upkeep.turn();
    assertEquals(List.of(), store.list());
    assertEquals(Optional.empty(), agenda.next());
  }

  @Test
  void theNextLookIsWhenSomethingIsDueAndNeverAtOnce() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START));
    upkeep.turn();
    Instant next = agenda.next().orElseThrow();
    assertFalse(next.isBefore(START.plus(KEY_LIFETIME)));
    assertFalse(next.isAfter(START.plus(KEY_LIFETIME).plus(KeyTimes.END_SPREAD)));
    store.failReads(StoreException.Reason.FAILED);
    now = next;
    upkeep.turn();
    assertTrue(agenda.next().orElseThrow().isAfter(now));
    store.failReads(null);
    now = now.plus(Duration.ofHours(2));
    upkeep.turn();
    assertEquals(List.of(), store.list());
  }

  @Test
  void keysMadeByHandAndKeysNotKnownStayAndAreNotInsistedOn() throws Exception {
    store.holding(TwoRealms.handMade());
    store.holding(new StoredCrossover(B_TO_A, true, Optional.of(Role.SERVICE), 7, new TreeMap<>()));
    upkeep.turn();
    assertEquals(Optional.empty(), agenda.next());
    assertEquals(2, store.list().size());
  }

  @Test
  void aDatabaseThatDoesNotListIsAskedAgain() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    store.failReads(StoreException.Reason.FAILED);
    upkeep.turn();
    store.failReads(null);
    upkeep.turn();
    assertEquals(1, store.list().size(), "not at once");
    now = now.plus(KeyMaintenance.LATER);
    upkeep.turn();
    assertEquals(List.of(), store.list());
  }

  /** As where kadmind is started anew in the wrong moment. */
  @Test
  void whatCouldNotBeReadOnceIsLookedAtAgainSoonAndLessOftenWhereThatGoesOn() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME).plus(STEP)));
    upkeep.turn();
    now = now.plus(STEP).plus(KeyTimes.END_SPREAD);
    store.failReads(StoreException.Reason.FAILED);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      upkeep.turn();
      waits.add(Duration.between(now, agenda.next().orElseThrow()));
      now = agenda.next().orElseThrow();
    }
    assertTrue(waits.get(0).compareTo(KeyMaintenance.LATER.multipliedBy(2)) < 0, waits.toString());
    assertTrue(waits.get(9).compareTo(Duration.ofMinutes(60)) >= 0, waits.toString());
    assertTrue(waits.get(9).compareTo(Duration.ofMinutes(75)) <= 0, waits.toString());
    store.failReads(null);
    upkeep.turn();
    assertEquals(List.of(), store.list());
  }

  @Test
  void whatOthersPutIntoTheDatabaseIsFoundWithinTheDay() throws Exception {
    upkeep.turn();
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    pass(Duration.ofDays(1), STEP);
    assertEquals(List.of(), store.list());
  }

  @Test
  void aKeyThatTheKdcAskedForIsRenewedOnceAndInTime() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    agenda.asked(A_TO_B);
    answer = new CompletableFuture<>();
    pass(USABLE.minus(USABLE.dividedBy(8)), STEP);
    assertRenewedOnceInTime();
    assertTrue(store.find(A_TO_B).orElseThrow().used().isPresent());
  }

  @Test
  void theFirstUseOfAKeyIsToldOnceWhateverRestarts() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    pass(Duration.ofHours(1), STEP);
    assertEquals(List.of(), events, "nobody used it yet");
    agenda.asked(A_TO_B);
    pass(Duration.ofHours(1), STEP);
    upkeep = upkeep(Renewal.IN_USE, 1);
    agenda.asked(A_TO_B);
    pass(Duration.ofHours(1), STEP);
    assertEquals(
        List.of("key-used kvno 1 with kx.b.example:4088"),
        events.stream()
            .map(e -> e.type() + " kvno " + e.kvno().getAsInt() + " with " + e.peer().get())
            .toList());
    assertEquals(Optional.of(A_TO_B), events.get(0).crossover());
  }

  @Test
  void aKeyThatNobodyAskedForEnds() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    pass(KEY_LIFETIME.plus(STEP), STEP);
    assertEquals(List.of(), renewals);
    assertEquals(List.of(), store.list());
  }

  /** As after a reload with other {@code peer_realms}. */
  @Test
  void aRealmThatPolicyRefusesByNowGetsNoOtherKey() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    agenda.asked(A_TO_B);
    objection = Optional.of("peer_realms");
    pass(KEY_LIFETIME.plus(STEP), STEP);
    assertEquals(List.of(), renewals);
    assertEquals(0, upkeep.overdue());
    assertEquals(List.of(), store.list(), "the last key has ended");
  }

  /** The primary's daemon, which renews the key, would else let a key end that is in use here. */
  @Test
  void aReplicaNotesTheUseOfEachKeyHoweverShortItsLife() throws Exception {
    upkeep = upkeep(TestSettings.of(A).with(DatabaseSettings.REPLICA, List.of("false")));
    Duration lifetime = Duration.ofHours(32);
    Duration interval = Duration.ofHours(17);
    for (int i = 0; i < 5; i++) {
      Instant from = now;
      store.holding(stored(A_TO_B, Role.CLIENT, lifetime, from));
      while (now.isBefore(from.plus(interval))) {
        agenda.asked(A_TO_B);
        now = now.plus(Duration.ofMinutes(5));
        upkeep.turn();
      }
      Optional<KerberosTime> used = store.find(A_TO_B).orElseThrow().used();
      assertTrue(used.isPresent(), "key " + i);
      assertFalse(used.get().instant().isBefore(from), "key " + i + ": " + used);
    }
  }

  @Test
  void aRestartForgetsNoUse() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    agenda.asked(A_TO_B);
    pass(Duration.ofHours(1), STEP);
    agenda.forget(A_TO_B);
    upkeep = upkeep(Renewal.IN_USE, 1);
    pass(USABLE.minus(USABLE.dividedBy(8)), STEP);
    assertFalse(renewals.isEmpty());
  }

  @Test
  void aQuestionAfterTheRenewalWasDueRenewsAtOnce() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    pass(USABLE.minus(Duration.ofDays(1)), STEP);
    assertEquals(List.of(), renewals);
    agenda.asked(A_TO_B);
    now = now.plus(Schedule.SOON);
    upkeep.turn();
    assertEquals(List.of(now), renewals);
  }

  @Test
  void useInALifetimeBeforeCountsForAsManyAsAreSet() throws Exception {
    for (int lifetimes = 1; lifetimes <= 3; lifetimes++) {
      renewals.clear();
      now = START;
      store.holding(stored(A_TO_B, Role.CLIENT, START));
      store.noteUse(A_TO_B, new KerberosTime(START).minus(KEY_LIFETIME.plusDays(1)));
      upkeep = upkeep(Renewal.IN_USE, lifetimes);
      pass(USABLE.minus(USABLE.dividedBy(8)), STEP);
      assertEquals(lifetimes == 3, !renewals.isEmpty(), lifetimes + " lifetimes");
    }
  }

  @Test
  void neverIsNeverAndAlwaysIsAlways() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    upkeep = upkeep(Renewal.ALWAYS, 1);
    answer = new CompletableFuture<>();
    pass(USABLE.minus(USABLE.dividedBy(8)), STEP);
    assertRenewedOnceInTime();
    renewals.clear();
    now = START;
    upkeep = upkeep(Renewal.NEVER, 1);
    agenda.asked(A_TO_B);
    pass(USABLE, STEP);
    assertEquals(List.of(), renewals);
  }

  @Test
  void aRenewalThatFailsIsTriedAgainEverMoreSeldomTillTheLastTicket() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    agenda.asked(A_TO_B);
    answer =
        CompletableFuture.failedFuture(new CrossingException(FailureReason.UNREACHABLE, "played"));
    pass(KEY_LIFETIME, Duration.ofMinutes(1));
    assertTrue(renewals.size() >= 6, renewals.toString());
    assertTrue(renewals.size() <= 20, renewals.toString());
    assertTrue(renewals.get(renewals.size() - 1).isBefore(START.plus(USABLE)));
    Duration first = Duration.between(renewals.get(0), renewals.get(1));
    Duration third = Duration.between(renewals.get(2), renewals.get(3));
    assertTrue(first.compareTo(Duration.ofMinutes(3)) > 0, first.toString());
    assertTrue(third.compareTo(first) > 0, renewals.toString());
    assertEquals(
        renewals.size(),
        events.stream().filter(e -> e.type() == EventType.ROLLOVER_FAILED).count());
    assertEquals(
        Optional.of(FailureReason.UNREACHABLE), events.get(events.size() - 1).failureReason());
  }

  @Test
  void soManyPeersThatHangDoNotHoldUpTheEndOfOtherKeys() throws Exception {
    for (int i = 0; i < 3 * Renewals.MAX_AT_ONCE; i++) {
      PrincipalName name = PrincipalName.crossover(new Realm("R" + i + ".EXAMPLE"), A);
      store.holding(stored(name, Role.CLIENT, START.minus(USABLE).plus(Duration.ofHours(2))));
      agenda.asked(name);
    }
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    answer = new CompletableFuture<>();
    pass(Duration.ofMinutes(30), Duration.ofMinutes(1));
    assertEquals(Renewals.MAX_AT_ONCE, renewals.size());
    assertEquals(Optional.empty(), store.find(B_TO_A));
    answer.complete(null);
    now = now.plus(KeyMaintenance.LATER);
    upkeep.turn();
    assertTrue(renewals.size() > Renewals.MAX_AT_ONCE);
  }

  @Test
  void aPrincipalThatAnAdministratorClosedIsNotRenewed() throws Exception {
    StoredCrossover open = stored(A_TO_B, Role.CLIENT, START);
    store.holding(
        new StoredCrossover(
            A_TO_B, true, open.role(), 1, open.keys(), true, Optional.of(new KerberosTime(START))));
    upkeep = upkeep(Renewal.ALWAYS, 1);
    pass(USABLE, STEP);
    assertEquals(List.of(), renewals);
  }

  @Test
  void theThreadBeginsAtTheStartAndEnds() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    upkeep.start();
    while (!store.list().isEmpty()) {
      Thread.onSpinWait();
    }
    upkeep.close();
  }
}
