package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.TestSettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Which keys are read and removed, and when. */
@Timeout(120)
class KeyMaintenanceTest extends KeyMaintenanceFixture {
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
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME).plus(STEP)));
    maintenance.turn();
    Instant next = schedule.next().orElseThrow();
    assertFalse(next.isBefore(START.plus(STEP)));
    assertFalse(next.isAfter(START.plus(STEP).plus(KeyTimes.REMOVAL_SPREAD)));
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
  void theThreadRunsFromStartToClose() throws Exception {
    store.holding(stored(B_TO_A, Role.SERVICE, START.minus(KEY_LIFETIME)));
    maintenance.start();
    while (!store.list().isEmpty()) {
      Thread.onSpinWait();
    }
    maintenance.close();
  }
}
