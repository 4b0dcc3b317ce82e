package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.KeySettings;
import org.kxover.config.Renewal;
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

/** A pass reads alone only those crossovers on which there is work. */
@Timeout(60)
class PassingByTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration LIFE = Duration.ofDays(30);

  /** Before the next pass. */
  private static final Duration ENDS_IN = Duration.ofHours(5);

  private Instant now = START;
  private final MemoryStore memory = new MemoryStore(() -> now);
  private final List<PrincipalName> readAlone = new ArrayList<>();
  private final List<PrincipalName> renewed = new ArrayList<>();
  private final Schedule schedule = new Schedule(() -> now);
  private final CrossoverCache cache = new CrossoverCache(new Random(1));

  /** Notes which crossovers are read alone. */
  private final class NotingStore extends ForwardingStore {
    NotingStore(CrossoverStore store) {
      super(store);
    }

    @Override
    public Optional<StoredCrossover> removeExpired(PrincipalName name) throws StoreException {
      readAlone.add(name);
      return super.removeExpired(name);
    }
  }

  private KeyMaintenance maintenance(CrossoverStore store) {
    return MaintenanceSetUp.maintenance(
        TestSettings.of(A).with(KeySettings.RENEWAL, Renewal.ALWAYS),
        store,
        () -> now,
        schedule,
        renewed::add);
  }

  private static StoredCrossover crossover(PrincipalName name, Role role, Instant from) {
    return MaintenanceSetUp.crossover(name, role, from, from.plus(LIFE));
  }

  private static PrincipalName numbered(int number) {
    return PrincipalName.crossover(A, new Realm("P" + number + ".EXAMPLE"));
  }

  @Test
  void noneIsReadAloneOnWhichThereIsNoWork() {
    for (int i = 0; i < 100; i++) {
      Instant from = START.minus(LIFE).plus(ENDS_IN).plusSeconds(i);
      memory.holding(crossover(numbered(i), Role.SERVICE, from));
    }
    PrincipalName due = PrincipalName.crossover(new Realm("DUE.EXAMPLE"), A);
    memory.holding(crossover(due, Role.CLIENT, START.minus(LIFE).plus(Duration.ofDays(1))));
    PrincipalName expired = numbered(1_000);
    memory.holding(crossover(expired, Role.SERVICE, START.minus(LIFE)));

    KeyMaintenance maintenance = maintenance(new NotingStore(memory));
    maintenance.turn();

    assertEquals(2, readAlone.size());
    assertEquals(Set.of(due, expired), Set.copyOf(readAlone));
    assertEquals(List.of(due), renewed);
    assertEquals(0, maintenance.unread());
    assertEquals(Map.of(Role.CLIENT, 1L, Role.SERVICE, 100L), maintenance.keys());
    now = START.plus(ENDS_IN).plus(Duration.ofMinutes(3));
    assertEquals(100, schedule.takeDue().size(), "all that end before the next pass");
    Instant lastCheck = schedule.firstForgotten().orElseThrow();
    Instant end = START.plus(Duration.ofDays(1));
    assertFalse(lastCheck.isBefore(end), "the end of the renewed key is left to a later pass");
    assertFalse(lastCheck.isAfter(end.plus(KeyTimes.REMOVAL_SPREAD)));
  }

  /** As if another daemon had renewed it between the read in passing and the work. */
  @Test
  void whatWasSeenIsReadAgainBeforeAnythingIsDone() {
    StoredCrossover old =
        crossover(A_TO_B, Role.CLIENT, START.minus(LIFE).plus(Duration.ofDays(1)));
    memory.holding(old);
    CrossoverStore late =
        new ForwardingStore(new NotingStore(memory)) {
          @Override
          public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
            CrossoverWalk walk = super.walk(listed);
            memory.holding(crossover(A_TO_B, Role.CLIENT, START));
            return new CrossoverWalk() {
              @Override
              public Optional<Step> next() throws StoreException {
                return walk.next()
                    .map(step -> new Step(step.name(), Optional.of(new Seen(old, START))));
              }

              @Override
              public void close() {
                walk.close();
              }
            };
          }
        };
    maintenance(late).turn();
    assertEquals(List.of(A_TO_B), readAlone);
    assertEquals(List.of(), renewed);
  }

  private List<CrossoverWalk.Step> walk(CrossoverStore store) throws StoreException {
    List<CrossoverWalk.Step> steps = new ArrayList<>();
    try (CrossoverWalk walk = store.walk(name -> {})) {
      for (var step = walk.next(); step.isPresent(); step = walk.next()) {
        steps.add(step.get());
      }
    }
    return steps;
  }

  @Test
  void theCacheLearnsFromAWalkWhatItDoesNotKnowBetter() throws Exception {
    TrackingStore store = new TrackingStore(new NotingStore(memory), schedule, cache, () -> now);
    memory.holding(crossover(A_TO_B, Role.CLIENT, START));
    assertEquals(1, walk(store).stream().filter(step -> step.seen().isPresent()).count());
    assertEquals(START, cache.entries().get(0).at());

    now = START.plusSeconds(1);
    store.find(A_TO_B);
    now = START;
    assertEquals(0, walk(store).stream().filter(step -> step.seen().isPresent()).count());
    assertEquals(START.plusSeconds(1), cache.entries().get(0).at(), "the newer read stays");

    now = START.plusSeconds(2);
    cache.markChanged(A_TO_B);
    assertEquals(0, walk(store).stream().filter(step -> step.seen().isPresent()).count());
    assertEquals(List.of(A_TO_B), cache.changed(1), "it is still to be read");
  }
}
