package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.event.CrossingException;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;

/** Which keys are renewed, and when. */
@Timeout(120)
class KeyRenewalTest extends KeyMaintenanceFixture {
  private void assertRenewedOnceInTime() {
    assertEquals(1, renewals.size(), renewals.toString());
    Instant lastIssue = START.plus(USABLE);
    assertFalse(renewals.get(0).isBefore(lastIssue.minus(USABLE.dividedBy(4))));
    assertTrue(renewals.get(0).isBefore(lastIssue.minus(USABLE.dividedBy(8)).plus(STEP)));
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
  void aPrincipalThatAnAdministratorClosedIsNotRenewed() throws Exception {
    StoredCrossover open = stored(A_TO_B, Role.CLIENT, START);
    store.holding(
        new StoredCrossover(
            A_TO_B, true, open.role(), 1, open.keys(), true, Optional.of(new KerberosTime(START))));
    maintenance = maintenanceWith(Renewal.ALWAYS, 1);
    advance(USABLE, STEP);
    assertEquals(List.of(), renewals);
  }
}
