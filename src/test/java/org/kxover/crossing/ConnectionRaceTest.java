package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which connections are begun, and which one wins. */
@Timeout(180)
class ConnectionRaceTest extends ConnectionRaceFixture {
  @Test
  void aConnectionThatOpensIsTheOnlyOne() throws Exception {
    ConnectionRace<Fake> race = race("LIVE-1", "LIVE-2");
    assertEquals("LIVE-1", host(race.next()));
    assertEquals(List.of("LIVE-1"), begun);
  }

  @Test
  void afterARefusalTheNextIsTried() throws Exception {
    ConnectionRace<Fake> race = race("REFUSING-1", "REFUSING-2", "LIVE-3");
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("REFUSING-1", "REFUSING-2"), failures);
  }

  @Test
  void aDeadHostIsOvertaken() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "DEAD-2", "LIVE-3", "LIVE-4");
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("DEAD-1", "DEAD-2", "LIVE-3"), begun);
    assertTrue(connections.get("DEAD-1").closed.await(0, TimeUnit.SECONDS));
    assertTrue(connections.get("DEAD-2").closed.await(0, TimeUnit.SECONDS));
    assertFalse(connections.get("LIVE-3").closed.await(0, TimeUnit.SECONDS));
    assertEquals(List.of(), failures, "nobody knows yet whether the others are dead");
  }

  @Test
  void aSilentHostIsOvertaken() throws Exception {
    ConnectionRace<Fake> race = race("SILENT-1", "SILENT-2", "LIVE-3", "LIVE-4");
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("SILENT-1", "SILENT-2", "LIVE-3"), begun);
    assertTrue(connections.get("SILENT-1").closed.await(0, TimeUnit.SECONDS));
    assertTrue(connections.get("SILENT-2").closed.await(0, TimeUnit.SECONDS));
    assertEquals(List.of(), failures);
  }

  @Test
  void aSilentHostHasItsTurnAfterAllOthers() throws Exception {
    ConnectionRace<Fake> race = race("SILENT-1", "LIVE-2", "LIVE-3");
    assertEquals("LIVE-2", host(race.next()));
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("SILENT-1", "LIVE-2", "LIVE-3"), begun);
    connections.clear();
    threads.execute(
        () -> {
          silences.acquireUninterruptibly(2);
          connections.get("SILENT-1").closed.countDown();
        });
    assertEquals(Optional.empty(), race.next());
    assertEquals(List.of("closed"), failures);
  }

  @Test
  void onlySoManyAreSilentAtOneTime() throws Exception {
    ConnectionRace<Fake> race = race("SILENT-1", "SILENT-2", "SILENT-3", "LIVE-4");
    Future<Boolean> tooMany =
        threads.submit(
            () -> {
              silences.acquireUninterruptibly(ConnectionRace.MAX_SILENT);
              CountDownLatch overtaken = connections.get("SILENT-1").closed;
              boolean ended =
                  overtaken.await(2 * ConnectionRace.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
              connections.get("SILENT-2").closed.countDown();
              return ended;
            });
    assertEquals("LIVE-4", host(race.next()));
    assertFalse(tooMany.get(), "the fourth waits");
    assertEquals(List.of("closed"), failures);
  }

  @Test
  void afterAFalseHostTheNextIsTried() throws Exception {
    assertEquals("LIVE-2", host(race("FALSE-1", "LIVE-2").next()));
    assertEquals(List.of("false"), failures);
  }

  @Test
  void ifTheWinnerIsOfNoUseTheOvertakenHaveTheirTurn() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "LIVE-2", "LIVE-3");
    assertEquals("LIVE-2", host(race.next()));
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("DEAD-1", "LIVE-2", "DEAD-1", "LIVE-3"), begun);
  }

  @Test
  void anOvertakenAddressTakesNoTurnFromAnother() throws Exception {
    ConnectionRace<Fake> race = raceOf(3, "DEAD-1", "LIVE-2", "LIVE-3");
    assertEquals("LIVE-2", host(race.next()));
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("DEAD-1", "LIVE-2", "DEAD-1", "LIVE-3"), begun);
  }

  @Test
  void anOvertakenAddressDoesNotWaitForALookUp() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    List<String> hosts = new ArrayList<>(List.of("LATER-1", "SLOW-2"));
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              if (!hosts.isEmpty()) {
                return Optional.of(target(hosts.remove(0)));
              }
              asked.countDown();
              await(answered);
              return Optional.empty();
            });
    assertEquals("SLOW-2", host(race.next()));
    assertEquals("LATER-1", host(race.next()));
    answered.countDown();
  }

  @Test
  void aConnectionEndsWhileTheNextAddressIsLookedUp() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    List<String> hosts = new ArrayList<>(List.of("DEAD-1"));
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              if (!hosts.isEmpty()) {
                return Optional.of(target(hosts.remove(0)));
              }
              asked.countDown();
              await(answered);
              return Optional.empty();
            });
    // The first connection ends once the second address is being looked up.
    threads.execute(
        () -> {
          await(asked);
          connections.get("DEAD-1").closed.countDown();
        });
    threads.execute(
        () -> {
          while (failures.isEmpty()) {
            Thread.onSpinWait();
          }
          answered.countDown();
        });
    assertEquals(Optional.empty(), race.next());
    assertEquals(List.of("closed"), failures);
  }

  @Test
  void addressesOfAHostAlternate() throws Exception {
    List<InetAddress> addresses = new ArrayList<>();
    for (String address : List.of("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")) {
      addresses.add(InetAddress.getByName(address));
    }
    List<InetAddress> ordered = new ArrayList<>();
    for (String address : List.of("::1", "10.0.0.1", "::2", "10.0.0.2", "::3")) {
      ordered.add(InetAddress.getByName(address));
    }
    assertEquals(ordered, Targets.alternating(addresses));
    assertEquals(List.of(), Targets.alternating(List.of()));
  }
}
