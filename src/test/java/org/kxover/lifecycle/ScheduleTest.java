package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

class ScheduleTest {
  private final Schedule schedule = new Schedule(() -> Instant.EPOCH);

  /** Key maintenance may be busy when it is closed. It must end without another wait. */
  @Test
  void awaitReturnsAtOnceAfterClose() throws Exception {
    schedule.close();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                schedule.await(Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.get(20, TimeUnit.SECONDS);
    assertEquals(Optional.empty(), schedule.next());
  }

  private static PrincipalName name(int number) {
    return PrincipalName.crossover(new Realm("P" + number + ".EXAMPLE"), new Realm("A.EXAMPLE"));
  }

  @Test
  void theChecksThatAreDueNextAreKeptAndTheFirstForgottenOneIsKnown() {
    Instant[] now = {Instant.EPOCH};
    Schedule bounded = new Schedule(() -> now[0]);
    int count = Schedule.MAX_ENTRIES + 3;
    for (int i = count; i > 0; i--) {
      bounded.checkAt(name(i), Instant.EPOCH.plusSeconds(i));
    }
    Instant first = Instant.EPOCH.plusSeconds(count - 2);
    assertEquals(Optional.of(first), bounded.firstForgotten());
    assertEquals(Optional.of(Instant.EPOCH.plusSeconds(1)), bounded.next());
    now[0] = Instant.EPOCH.plusSeconds(count);
    List<PrincipalName> due = bounded.takeDue();
    assertEquals(Schedule.MAX_ENTRIES, due.size());
    assertEquals(name(1), due.get(0));
    assertEquals(name(Schedule.MAX_ENTRIES), due.get(due.size() - 1));
    assertEquals(Optional.empty(), bounded.next());
    bounded.remembersAll();
    assertEquals(Optional.empty(), bounded.firstForgotten());
  }

  /** That pass finds them again. */
  @Test
  void checksLongAfterTheNextPassAreForgotten() {
    Instant pass = Instant.EPOCH.plus(DatabasePasses.INTERVAL);
    Instant last = pass.plus(Schedule.PASS_TIME);
    schedule.checkAt(name(1), last.plusSeconds(1));
    assertEquals(Optional.of(last.plusSeconds(1)), schedule.next(), "no pass is known");
    schedule.passAt(pass);
    schedule.checkAt(name(2), last.plusSeconds(3));
    schedule.checkAt(name(3), last.plusSeconds(2));
    assertEquals(Optional.of(last.plusSeconds(2)), schedule.firstForgotten());
    schedule.checkAt(name(4), last);
    assertEquals(Optional.of(last), schedule.next());
  }

  /** As while the database is away, or while a pass takes very long. */
  @Test
  void checksThatAreDueSoonAreKeptThoughThePassIsLate() {
    Schedule late = new Schedule(() -> Instant.EPOCH.plus(Duration.ofDays(1)));
    late.passAt(Instant.EPOCH);
    late.asked(name(1));
    assertEquals(
        Optional.of(Instant.EPOCH.plus(Duration.ofDays(1)).plus(Schedule.CHECK_DELAY)),
        late.next());
    assertEquals(Optional.empty(), late.firstForgotten());
  }

  @Test
  void anEarlierCheckTakesThePlaceOfALaterOne() {
    schedule.checkAt(name(1), Instant.EPOCH.plusSeconds(9));
    schedule.checkAt(name(1), Instant.EPOCH.plusSeconds(5));
    schedule.checkAt(name(1), Instant.EPOCH.plusSeconds(7));
    assertEquals(Optional.of(Instant.EPOCH.plusSeconds(5)), schedule.next());
    schedule.keyWritten(name(1));
    assertEquals(Optional.of(Instant.EPOCH.plus(Schedule.CHECK_DELAY)), schedule.next());
    schedule.forget(name(1));
    assertEquals(Optional.empty(), schedule.next());
  }

  /** A use that is forgotten is noted again at the KDC's next question. */
  @Test
  void theUsesOfTheLastCrossoversAreKnown() {
    int count = Schedule.MAX_ENTRIES + 1;
    for (int i = 0; i < count; i++) {
      schedule.asked(name(i));
    }
    assertFalse(schedule.wasAsked(name(0)));
    assertTrue(schedule.wasAsked(name(1)));
    assertEquals(Optional.of(Instant.EPOCH), schedule.lastAsked(name(1)));
    schedule.keyWritten(name(1));
    assertFalse(schedule.wasAsked(name(1)));
    assertEquals(Optional.of(Instant.EPOCH), schedule.lastAsked(name(1)));
    schedule.takeDue();
    schedule.asked(name(0));
    assertTrue(schedule.wasAsked(name(0)));
  }
}
