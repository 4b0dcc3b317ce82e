package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kxover.config.TestSettings;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** A crossover on which work fails holds up no other, and is not forgotten. */
class FailingCrossoverTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration LIFE = Duration.ofDays(2);
  private static final int COUNT = 10;

  private Instant now = START;
  private final MemoryStore memory = new MemoryStore(() -> now);
  private final Map<PrincipalName, Supplier<Exception>> failing = new HashMap<>();
  private final Schedule schedule = new Schedule(() -> now);
  private boolean overflows;
  private final KeyMaintenance maintenance =
      MaintenanceSetUp.maintenance(
          TestSettings.of(A), new FailingStore(memory), () -> now, schedule, renewed -> {});

  private final class FailingStore extends ForwardingStore {
    FailingStore(CrossoverStore store) {
      super(store);
    }

    @Override
    public Optional<StoredCrossover> removeExpired(PrincipalName name) throws StoreException {
      Exception failure = failing.getOrDefault(name, () -> null).get();
      if (failure instanceof StoreException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      return super.removeExpired(name);
    }

    @Override
    public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
      CrossoverWalk walk = super.walk(listed);
      if (overflows) {
        forgetACheckOf(START.plus(LIFE));
      }
      return new CrossoverWalk() {
        @Override
        public Optional<Step> next() throws StoreException {
          return walk.next()
              .map(
                  step ->
                      failing.containsKey(step.name())
                          ? new Step(step.name(), Optional.empty())
                          : step);
        }

        @Override
        public void close() {
          walk.close();
        }
      };
    }
  }

  /** Above the limit the latest check is forgotten. */
  private void forgetACheckOf(Instant when) {
    for (int i = 0; i <= Schedule.MAX_ENTRIES; i++) {
      schedule.checkAt(name(1_000 + i), when);
    }
  }

  private static PrincipalName name(int number) {
    return PrincipalName.crossover(A, new Realm("P" + number + ".EXAMPLE"));
  }

  private void holding(Instant from) {
    for (int i = 0; i < COUNT; i++) {
      memory.holding(MaintenanceSetUp.crossover(name(i), Role.SERVICE, from, from.plus(LIFE)));
    }
  }

  private static StoreException unreadable() {
    return new StoreException(StoreException.Reason.FAILED, "an attribute is not printable");
  }

  @Test
  void anUnreadableOneDoesNotHoldUpAPass() throws Exception {
    holding(START.minus(LIFE));
    failing.put(name(3), FailingCrossoverTest::unreadable);
    maintenance.turn();
    assertEquals(List.of(name(3)), memory.list());
    assertEquals(1, maintenance.unread());
    failing.clear();
    now = START.plus(Duration.ofMinutes(2));
    maintenance.turn();
    assertEquals(List.of(), memory.list(), "it is tried again");
    assertEquals(0, maintenance.unread());
  }

  @Test
  void anUnreadableOneDoesNotHoldUpWhatIsDue() throws Exception {
    holding(START);
    maintenance.turn();
    failing.put(name(3), FailingCrossoverTest::unreadable);
    now = START.plus(LIFE).plus(KeyTimes.REMOVAL_SPREAD);
    maintenance.turn();
    assertEquals(List.of(name(3)), memory.list());
  }

  @Test
  void aDatabaseThatFailsIsLeftInPeace() throws Exception {
    holding(START.minus(LIFE));
    int[] tries = {0};
    for (int i = 0; i < COUNT; i++) {
      failing.put(
          name(i),
          () -> {
            tries[0]++;
            return unreadable();
          });
    }
    maintenance.turn();
    assertEquals(2, tries[0], "two in a row");
    now = now.plusSeconds(30);
    maintenance.turn();
    assertEquals(2, tries[0], "it pauses");
  }

  @Test
  void aFaultOfOursForgetsNobody() throws Exception {
    holding(START);
    maintenance.turn();
    failing.put(name(3), () -> new IllegalStateException("a fault of ours"));
    now = START.plus(LIFE).plus(KeyTimes.REMOVAL_SPREAD);
    maintenance.turn();
    assertEquals(List.of(name(3)), memory.list());
    failing.clear();
    now = now.plus(Duration.ofMinutes(2));
    maintenance.turn();
    assertEquals(List.of(), memory.list());
  }

  /** A check that is forgotten during a listing may be of a crossover that the listing lacks. */
  @Test
  void aCheckThatIsForgottenDuringAListingIsFoundAgain() {
    overflows = true;
    maintenance.turn();
    assertTrue(schedule.firstForgotten().isPresent(), "a pass comes when it is due");
  }
}
