package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;

/** How a race ends that nobody wins, and what becomes of the connections. */
@Timeout(180)
class ConnectionRaceEndTest extends ConnectionRaceFixture {
  @Test
  void aFailureThatNoOtherHostMendsEndsTheRace() {
    ConnectionRace<Fake> race = race("DENYING-1", "LIVE-2");
    assertEquals(
        FailureReason.REFUSED_BY_PEER,
        assertThrows(CrossingException.class, race::next).failureReason());
    assertEquals(List.of("DENYING-1"), begun);
  }

  @Test
  void noMoreThanTheMostAreBegun() throws Exception {
    ConnectionRace<Fake> race = race(3, () -> Optional.of(target("REFUSING")));
    assertEquals(Optional.empty(), race.next());
    assertEquals(3, begun.size());
    assertEquals(Optional.empty(), race.next());
    assertEquals(3, begun.size());
  }

  @Test
  void withoutAnyAddressThereIsNoConnection() throws Exception {
    assertEquals(Optional.empty(), race().next());
    assertEquals(List.of(), failures);
  }

  @Test
  void withoutThreadsAllIsDoneInTurn() throws Exception {
    var names = List.of("REFUSING-1", "LIVE-2").iterator();
    ConnectionRace<Fake> race =
        new ConnectionRace<>(
            () -> Optional.of(target(names.next())),
            this::connect,
            task -> {
              throw new RejectedExecutionException();
            },
            9,
            () -> left,
            e -> failures.add(e.getMessage()),
            ConnectionRaceFixture::isFinal);
    assertEquals("LIVE-2", host(race.next()));
    assertEquals(List.of("REFUSING-1"), failures);
  }

  @Test
  void atTheEndOfItsTimeTheRaceEnds() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "DEAD-2");
    threads.execute(
        () -> {
          while (begun.size() < 2) {
            Thread.onSpinWait();
          }
          left = Duration.ZERO;
          // Wakes the race, which looks at its time then.
          connections.get("DEAD-2").closed.countDown();
        });
    assertEquals(Optional.empty(), race.next());
    assertTrue(
        failures.contains(
            "DEAD-1 (0.0.0.0:4088): no connection until the time of the crossing was over"),
        failures.toString());
    assertTrue(connections.get("DEAD-1").closed.await(0, TimeUnit.SECONDS));
  }

  @Test
  void aFailedLookUpOfTheFirstAddressIsTheReason() {
    CrossingException absent = new CrossingException(FailureReason.ABSENT, "no SRV records");
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              throw absent;
            });
    assertSame(absent, assertThrows(CrossingException.class, race::next));
  }

  @Test
  void aFailedLookUpOfALaterAddressIsOneFailureOfMany() throws Exception {
    List<String> hosts = new ArrayList<>(List.of("REFUSING-1"));
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              if (hosts.isEmpty()) {
                throw new CrossingException(FailureReason.ABSENT, "no more");
              }
              return Optional.of(target(hosts.remove(0)));
            });
    assertEquals(Optional.empty(), race.next());
    assertEquals(List.of("REFUSING-1", "no more"), failures);
  }

  @Test
  void aFaultOfOursIsThrownToTheCaller() {
    assertThrows(IllegalStateException.class, () -> race("FAULTY-1", "LIVE-2").next());
  }

  @Test
  void closingEndsWhatIsBeingOpened() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "LIVE-2");
    race.next();
    race.close();
    assertTrue(connections.get("DEAD-1").closed.await(0, TimeUnit.SECONDS));
    assertFalse(connections.get("LIVE-2").closed.await(0, TimeUnit.SECONDS));
  }
}
