package org.kxover.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmRule;
import org.kxover.config.RealmSettings;
import org.kxover.crossing.OutgoingExchanges;
import org.kxover.crossing.TwoRealms;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.CrossoverCache;
import org.kxover.lifecycle.Schedule;
import org.kxover.lifecycle.TrackingStore;

/** The commands of an administrator. */
@Timeout(60)
class RealmAdministrationTest extends AdministrationFixture {
  private static final UnaryOperator<RealmSettings> NOT_B =
      realm -> realm.with(PolicySettings.PEER_REALMS, List.of(new RealmRule(false, "b.example")));

  private interface Command {
    void run() throws CrossingException;
  }

  private static void assertRefused(FailureReason failureReason, String text, Command command) {
    CrossingException e = assertThrows(CrossingException.class, command::run);
    assertEquals(failureReason, e.failureReason(), e.getMessage());
    assertTrue(e.getMessage().contains(text), e.getMessage());
  }

  @Test
  void crossMakesOneKeyAndRenewTheNext() throws Exception {
    RealmAdministration a = administration();
    String made = a.cross(B);
    assertTrue(made.startsWith("wrote " + A_TO_B + " kvno 1, in force till 20261223"), made);
    assertTrue(made.contains("agreed with kx.b.example:"), made);
    assertTrue(a.cross(B).startsWith("nothing to do, there is " + A_TO_B + " kvno 1"));
    assertEquals(1, world.exchanges());
    assertFalse(world.scheduleOfA.wasAsked(A_TO_B), "the KDC has not asked for it");
    assertTrue(a.renew(B).startsWith("wrote " + A_TO_B + " kvno 2"));
    assertEquals(2, world.storeOfB.find(A_TO_B).orElseThrow().highestKvno());
    assertTrue(memory.agreesWith(world.storeOfB, A_TO_B));
  }

  @Test
  void commandsFollowThePolicy() throws Exception {
    RealmAdministration a = administration(Map.of(A, NOT_B));
    assertRefused(FailureReason.REFUSED_BY_POLICY, "peer_realms", () -> a.cross(B));
    memory.holding(world.stored(Role.CLIENT, 1, Duration.ofDays(20)));
    assertRefused(FailureReason.REFUSED_BY_POLICY, "peer_realms", () -> a.renew(B));
    assertRefused(FailureReason.INVALID, "itself", () -> a.cross(new Realm("a.example")));
    assertRefused(FailureReason.INVALID, "itself", () -> a.drop(A, Role.CLIENT));
    assertEquals(0, world.exchanges());
    assertTrue(a.drop(B, Role.CLIENT), "a key with a realm that policy refuses can be deleted");
  }

  @Test
  void aPrincipalThatWasKeyedByHandIsNotChanged() throws Exception {
    RealmAdministration a = administration();
    assertRefused(FailureReason.ABSENT, "kxover cross", () -> a.renew(B));
    memory.holding(TwoRealms.handMade());
    assertRefused(FailureReason.REFUSED_BY_POLICY, "keyed by hand", () -> a.renew(B));
    assertRefused(FailureReason.REFUSED_BY_POLICY, "", () -> a.drop(B, Role.CLIENT));
    String there = a.cross(B);
    assertTrue(there.startsWith("nothing to do, there is " + A_TO_B), there);
    assertTrue(there.endsWith("keyed by hand"), there);
    assertEquals(0, world.exchanges());
  }

  @Test
  void dropDeletesOnOurSideAndTheNextKvnoFollowsThePeers() throws Exception {
    RealmAdministration a = administration();
    a.cross(B);
    assertFalse(a.drop(B, Role.SERVICE));
    assertTrue(a.drop(B, Role.CLIENT));
    assertFalse(a.drop(B, Role.CLIENT));
    assertEquals(Optional.empty(), memory.find(A_TO_B));
    assertTrue(world.storeOfB.find(A_TO_B).isPresent());
    assertTrue(a.cross(B).startsWith("wrote " + A_TO_B + " kvno 2"));

    CrossoverCache cache = new CrossoverCache(new Random(1));
    CrossoverStore store =
        new TrackingStore(world.storeOfB, new Schedule(world.clock), cache, world.clock);
    assertTrue(of(B, store, cache, world.exchangesOfB()).drop(A, Role.SERVICE));
    assertEquals(Optional.empty(), world.storeOfB.find(A_TO_B));
  }

  @Test
  void nothingIsDroppedDuringAnExchange() throws Exception {
    administration();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    OutgoingExchanges exchanges =
        world.ourExchanges(
            task ->
                world.crossings.execute(
                    () -> {
                      begun.countDown();
                      awaitQuietly(proceed);
                      task.run();
                    }));
    RealmAdministration a = of(A, trackingStore, new CrossoverCache(new Random(1)), exchanges);
    Thread crossing =
        new Thread(() -> assertTrue(assertDone(() -> a.cross(B)).startsWith("wrote ")));
    crossing.start();
    begun.await();
    assertEquals(List.of(B), a.inWork().stream().map(ExchangeState::peer).toList());
    assertRefused(FailureReason.BUSY, "is in progress; try again", () -> a.drop(B, Role.CLIENT));
    proceed.countDown();
    crossing.join();
    assertTrue(a.drop(B, Role.CLIENT));
    assertEquals(List.of(), a.inWork());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T assertDone(java.util.concurrent.Callable<T> what) {
    try {
      return what.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
