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

/** Key maintenance with a store in memory, a clock that the test sets, and a simulated peer. */
@Timeout(120)
class KeyMaintenanceTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final PrincipalName B_TO_A = PrincipalName.crossover(A, TwoRealms.B);
  private static final Duration USABLE = KEY_LIFETIME.minus(TICKET_LIFE).minus(KeyValidity.MARGIN);
  private static final Duration STEP = Duration.ofHours(1);

  private Instant now = START;
  private final MemoryStore store = new MemoryStore(() -> now);
  private final Schedule schedule = new Schedule(() -> now);
  private final List<Instant> renewals = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
  private Optional<String> objection = Optional.empty();
  private KeyMaintenance maintenance = maintenanceWith(Renewal.IN_USE, 1);

  private KeyMaintenance maintenanceWith(Renewal policy, int unusedLifetimes) {
    return maintenanceOf(
        TestSettings.of(A)
            .with(KeySettings.RENEWAL, policy)
            .with(KeySettings.UNUSED_LIFETIMES, unusedLifetimes));
  }

  private KeyMaintenance maintenanceOf(RealmSettings settings) {
    return new KeyMaintenance(
        LocalRealm.of(settings, store, () -> now, events::add, address -> false),
        schedule,
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

  /** Advances the clock in steps, with a turn of key maintenance at each. */
  private void advance(Duration time, Duration step) {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(step)) {
      maintenance.turn();
    }
    maintenance.turn();
  }

  private void assertRenewedOnceInTime() {
    assertEquals(1, renewals.size(), renewals.toString());
    Instant lastIssue = START.plus(USABLE);
    assertFalse(renewals.get(0).isBefore(lastIssue.minus(USABLE.dividedBy(4))));
    assertTrue(renewals.get(0).isBefore(lastIssue.minus(USABLE.dividedBy(8)).plus(STEP)));
  }

  @Test
  void keysAreRemovedAtTheirTillAndNotBefore() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START, START.plus(Duration.ofDays(10))));
    maintenance.turn();
    now = START.plus(KEY_LIFETIME).minusSeconds(1);
    maintenance.turn();
    assertEquals(2, store.find(B_TO_A).orElseThrow().keys().size());
    now = START.plus(KEY_LIFETIME).plus(KeyTimes.REMOVAL_SPREAD);
    maintenance.turn();
    assertEquals(List.of(2), List.copyOf(store.find(B_TO_A).orElseThrow().keys().keySet()));
    now = now.plus(Duration.ofDays(10));
    maintenance.turn();
    assertEquals(Optional.empty(), store.find(B_TO_A));
    assertEquals(List.of(), renewals, "the client's realm renews this key");
  }

  @Test
  void theOldestUnconfirmedKeyIsTheNewestOfItsCrossover() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START.minusSeconds(9)));
    maintenance.turn();
    assertEquals(Optional.empty(), maintenance.unconfirmedSince(), "nobody confirms our own");
    store.holding(stored(B_TO_A, Role.SERVICE, START, START.plusSeconds(5)));
    now = START.plus(DatabasePasses.INTERVAL.multipliedBy(2));
    maintenance.turn();
    assertEquals(Optional.of(START.plusSeconds(5)), maintenance.unconfirmedSince());
    assertTrue(store.confirm(B_TO_A, 2, any -> true));
    now = now.plus(DatabasePasses.INTERVAL.multipliedBy(2));
    maintenance.turn();
    assertEquals(Optional.empty(), maintenance.unconfirmedSince());
  }

  @Test
  void keysThatExpiredWhileTheDaemonWasDownAreRemovedAtTheStart() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    store.holding(stored(B_TO_A, Role.SERVICE, START));
    now = START.plus(KEY_LIFETIME);
    maintenance.turn();
    assertEquals(List.of(), store.list());
    assertEquals(Optional.empty(), schedule.next());
  }

  @Test
  void theNextCheckIsWhenWorkIsDueAndLaterAfterAFailure() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START));
    maintenance.turn();
    Instant next = schedule.next().orElseThrow();
    assertFalse(next.isBefore(START.plus(KEY_LIFETIME)));
    assertFalse(next.isAfter(START.plus(KEY_LIFETIME).plus(KeyTimes.REMOVAL_SPREAD)));
    store.failReads(StoreException.Reason.FAILED);
    now = next;
    maintenance.turn();
    assertTrue(schedule.next().orElseThrow().isAfter(now));
    store.failReads(null);
    now = now.plus(Duration.ofHours(2));
    maintenance.turn();
    assertEquals(List.of(), store.list());
  }

  @Test
  void keysMadeByHandAndUnreadableKeysAreKeptAndNotCheckedAgain() throws Exception {
    store.holding(TwoRealms.handMade());
    store.holding(new StoredCrossover(B_TO_A, true, Optional.of(Role.SERVICE), 7, new TreeMap<>()));
    maintenance.turn();
    assertEquals(Optional.empty(), schedule.next());
    assertEquals(2, store.list().size());
  }

  @Test
  void aListingThatFailsIsRepeated() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    store.failReads(StoreException.Reason.FAILED);
    maintenance.turn();
    store.failReads(null);
    maintenance.turn();
    assertEquals(1, store.list().size(), "the listing is not repeated at once");
    now = now.plus(KeyMaintenance.RETRY_DELAY);
    maintenance.turn();
    assertEquals(List.of(), store.list());
  }

  /** For example while kadmind restarts. */
  @Test
  void aFailedReadIsRepeatedSoonAndLessOftenWithEachFailure() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME).plus(STEP)));
    maintenance.turn();
    now = now.plus(STEP).plus(KeyTimes.REMOVAL_SPREAD);
    store.failReads(StoreException.Reason.FAILED);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      maintenance.turn();
      waits.add(Duration.between(now, schedule.next().orElseThrow()));
      now = schedule.next().orElseThrow();
    }
    assertTrue(
        waits.get(0).compareTo(KeyMaintenance.RETRY_DELAY.multipliedBy(2)) < 0, waits.toString());
    assertTrue(waits.get(9).compareTo(Duration.ofMinutes(60)) >= 0, waits.toString());
    assertTrue(waits.get(9).compareTo(Duration.ofMinutes(75)) <= 0, waits.toString());
    store.failReads(null);
    maintenance.turn();
    assertEquals(List.of(), store.list());
  }

  @Test
  void aPrincipalThatSomebodyElseAddsIsFoundWithinADay() throws Exception {
    maintenance.turn();
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    advance(Duration.ofDays(1), STEP);
    assertEquals(List.of(), store.list());
  }

  /** As where a machine starts with a wrong clock. */
  @Test
  void aPassComesThoughTheClockWasSetBack() throws Exception {
    now = START.plus(Duration.ofDays(100));
    maintenance.turn();
    now = START;
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    maintenance.turn();
    assertEquals(List.of(), store.list());
  }

  @Test
  void aKeyThatTheKdcAskedForIsRenewedOnceAndInTime() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    schedule.asked(A_TO_B);
    answer = new CompletableFuture<>();
    advance(USABLE.minus(USABLE.dividedBy(8)), STEP);
    assertRenewedOnceInTime();
    assertTrue(store.find(A_TO_B).orElseThrow().used().isPresent());
  }

  @Test
  void theFirstUseOfAKeyIsReportedOnceDespiteARestart() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    advance(Duration.ofHours(1), STEP);
    assertEquals(List.of(), events, "the KDC has not asked for it yet");
    schedule.asked(A_TO_B);
    advance(Duration.ofHours(1), STEP);
    maintenance = maintenanceWith(Renewal.IN_USE, 1);
    schedule.asked(A_TO_B);
    advance(Duration.ofHours(1), STEP);
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
    advance(KEY_LIFETIME.plus(STEP), STEP);
    assertEquals(List.of(), renewals);
    assertEquals(List.of(), store.list());
  }

  /** As after a reload that changed {@code peer_realms}. */
  @Test
  void aKeyWithARealmThatPolicyNoLongerAllowsIsNotRenewed() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    schedule.asked(A_TO_B);
    objection = Optional.of("peer_realms");
    advance(KEY_LIFETIME.plus(STEP), STEP);
    assertEquals(List.of(), renewals);
    assertEquals(0, maintenance.overdue());
    assertEquals(List.of(), store.list(), "the last key has ended");
  }

  /** Otherwise the primary's daemon would not renew a key that only this replica uses. */
  @Test
  void aReplicaRecordsTheUseOfEveryKeyEvenWithAShortLifetime() throws Exception {
    maintenance =
        maintenanceOf(TestSettings.of(A).with(DatabaseSettings.REPLICA, List.of("false")));
    Duration lifetime = Duration.ofHours(32);
    Duration interval = Duration.ofHours(17);
    for (int i = 0; i < 5; i++) {
      Instant from = now;
      store.holding(stored(A_TO_B, Role.CLIENT, lifetime, from));
      while (now.isBefore(from.plus(interval))) {
        schedule.asked(A_TO_B);
        now = now.plus(Duration.ofMinutes(5));
        maintenance.turn();
      }
      Optional<KerberosTime> used = store.find(A_TO_B).orElseThrow().used();
      assertTrue(used.isPresent(), "key " + i);
      assertFalse(used.get().instant().isBefore(from), "key " + i + ": " + used);
    }
  }

  /** A listing finds no check on a replica, so none is worth another listing. */
  @Test
  void aReplicaDoesNotListAgainAndAgain() {
    maintenance =
        maintenanceOf(TestSettings.of(A).with(DatabaseSettings.REPLICA, List.of("false")));
    for (int i = 0; i <= Schedule.MAX_ENTRIES; i++) {
      schedule.checkAt(
          PrincipalName.crossover(new Realm("P" + i + ".EXAMPLE"), A), START.plus(STEP));
    }
    assertTrue(schedule.firstForgotten().isPresent());
    maintenance.turn();
    assertEquals(Optional.empty(), schedule.firstForgotten());
  }

  @Test
  void aUseRecordedBeforeARestartCounts() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    schedule.asked(A_TO_B);
    advance(Duration.ofHours(1), STEP);
    schedule.forget(A_TO_B);
    maintenance = maintenanceWith(Renewal.IN_USE, 1);
    advance(USABLE.minus(USABLE.dividedBy(8)), STEP);
    assertFalse(renewals.isEmpty());
  }

  @Test
  void aQuestionAfterTheRenewalWasDueRenewsAtOnce() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    advance(USABLE.minus(Duration.ofDays(1)), STEP);
    assertEquals(List.of(), renewals);
    schedule.asked(A_TO_B);
    now = now.plus(Schedule.CHECK_DELAY);
    maintenance.turn();
    assertEquals(List.of(now), renewals);
  }

  @Test
  void aUseCountsForAsManyLifetimesAsAreSet() throws Exception {
    for (int lifetimes = 1; lifetimes <= 3; lifetimes++) {
      renewals.clear();
      now = START;
      store.holding(stored(A_TO_B, Role.CLIENT, START));
      store.noteUse(A_TO_B, new KerberosTime(START).minus(KEY_LIFETIME.plusDays(1)));
      maintenance = maintenanceWith(Renewal.IN_USE, lifetimes);
      advance(USABLE.minus(USABLE.dividedBy(8)), STEP);
      assertEquals(lifetimes == 3, !renewals.isEmpty(), lifetimes + " lifetimes");
    }
  }

  @Test
  void theSettingsNeverAndAlwaysDoNotDependOnUse() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    maintenance = maintenanceWith(Renewal.ALWAYS, 1);
    answer = new CompletableFuture<>();
    advance(USABLE.minus(USABLE.dividedBy(8)), STEP);
    assertRenewedOnceInTime();
    renewals.clear();
    now = START;
    maintenance = maintenanceWith(Renewal.NEVER, 1);
    schedule.asked(A_TO_B);
    advance(USABLE, STEP);
    assertEquals(List.of(), renewals);
  }

  @Test
  void aFailedRenewalIsRepeatedLessAndLessOftenUntilTheLastTicket() throws Exception {
    store.holding(stored(A_TO_B, Role.CLIENT, START));
    schedule.asked(A_TO_B);
    answer =
        CompletableFuture.failedFuture(new CrossingException(FailureReason.UNREACHABLE, "played"));
    advance(KEY_LIFETIME, Duration.ofMinutes(1));
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
  void peersThatHangDoNotDelayTheRemovalOfOtherKeys() throws Exception {
    for (int i = 0; i < 3 * Renewals.MAX_AT_ONCE; i++) {
      PrincipalName name = PrincipalName.crossover(new Realm("R" + i + ".EXAMPLE"), A);
      store.holding(stored(name, Role.CLIENT, START.minus(USABLE).plus(Duration.ofHours(2))));
      schedule.asked(name);
    }
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    answer = new CompletableFuture<>();
    advance(Duration.ofMinutes(30), Duration.ofMinutes(1));
    assertEquals(Renewals.MAX_AT_ONCE, renewals.size());
    assertEquals(Optional.empty(), store.find(B_TO_A));
    answer.complete(null);
    now = now.plus(KeyMaintenance.RETRY_DELAY);
    maintenance.turn();
    assertTrue(renewals.size() > Renewals.MAX_AT_ONCE);
  }

  @Test
  void aPrincipalThatAnAdministratorClosedIsNotRenewed() throws Exception {
    StoredCrossover open = stored(A_TO_B, Role.CLIENT, START);
    store.holding(
        new StoredCrossover(
            A_TO_B, true, open.role(), 1, open.keys(), true, Optional.of(new KerberosTime(START))));
    maintenance = maintenanceWith(Renewal.ALWAYS, 1);
    advance(USABLE, STEP);
    assertEquals(List.of(), renewals);
  }

  @Test
  void theThreadRunsFromStartToClose() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    maintenance.start();
    while (!store.list().isEmpty()) {
      Thread.onSpinWait();
    }
    maintenance.close();
  }
}
