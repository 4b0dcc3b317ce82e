package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.config.KeySettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Key maintenance of more crossovers than it remembers. */
@Timeout(120)
class LargeDatabaseTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final int COUNT = Schedule.MAX_ENTRIES + 2_000;
  private static final Duration STEP = Duration.ofMinutes(1);

  private Instant now = START;
  private final MemoryStore store = new MemoryStore(() -> now);
  private Duration readTime = Duration.ZERO;
  private int renewals;
  private Schedule schedule;
  private KeyMaintenance maintenance = started();

  /** As after a start of the daemon: nothing is remembered. */
  private KeyMaintenance started() {
    schedule = new Schedule(() -> now);
    return MaintenanceSetUp.maintenance(
        TestSettings.of(TwoRealms.A).with(KeySettings.RENEWAL, Renewal.ALWAYS),
        new SlowStore(store),
        () -> now,
        schedule,
        name -> {
          renewals++;
          holds(number(name), Role.CLIENT, now.plus(Duration.ofDays(60)));
        });
  }

  /** Takes some time for each crossover on a walk. */
  private final class SlowStore extends ForwardingStore {
    SlowStore(CrossoverStore store) {
      super(store);
    }

    @Override
    public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
      CrossoverWalk walk = super.walk(listed);
      return new CrossoverWalk() {
        @Override
        public Optional<Step> next() throws StoreException {
          now = now.plus(readTime);
          return walk.next();
        }

        @Override
        public void close() {
          walk.close();
        }
      };
    }
  }

  private static int number(PrincipalName name) {
    return Integer.parseInt(name.components().get(1).replaceAll("[^0-9]", ""));
  }

  private void holds(int number, Role role, Instant till) {
    Realm peer = new Realm("P" + number + ".EXAMPLE");
    PrincipalName name =
        role == Role.CLIENT
            ? PrincipalName.crossover(peer, TwoRealms.A)
            : PrincipalName.crossover(TwoRealms.A, peer);
    store.holding(MaintenanceSetUp.crossover(name, role, START.minus(Duration.ofDays(1)), till));
  }

  private void turns(Duration time, Duration step) {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(step)) {
      maintenance.turn();
    }
  }

  private int inDatabase() throws StoreException {
    return store.list().size();
  }

  @Test
  void aPassReadsSomeAtOnceAndTheOthersAtItsPace() {
    for (int i = 0; i < COUNT; i++) {
      holds(i, Role.SERVICE, START.plus(Duration.ofDays(29)));
    }
    maintenance.turn();
    assertEquals(OptionalLong.of(COUNT), maintenance.listed());
    assertEquals(COUNT - DatabasePass.AT_ONCE, maintenance.unread());
    maintenance.turn();
    assertEquals(COUNT - DatabasePass.AT_ONCE, maintenance.unread(), "no time has passed");
    now = now.plusSeconds(1);
    maintenance.turn();
    int left = COUNT - DatabasePass.AT_ONCE - DatabasePass.PER_SECOND;
    assertEquals(left, maintenance.unread());
    now = now.plus(Duration.ofHours(1));
    maintenance.turn();
    assertEquals(left - DatabasePass.PER_SECOND, maintenance.unread(), "a pause is not made up");
    turns(Duration.ofMinutes(1), Duration.ofSeconds(1));
    assertEquals(0, maintenance.unread());
    assertEquals(COUNT, maintenance.keys().get(Role.SERVICE));
  }

  @Test
  void theTimeOfShortReadsCounts() throws Exception {
    for (int i = 0; i < COUNT; i++) {
      holds(i, Role.SERVICE, START.plus(Duration.ofDays(29)));
    }
    Duration read = Duration.ofNanos(900_000);
    Instant end =
        now.plus(read.multipliedBy(DatabasePass.AT_ONCE))
            .plusSeconds((COUNT - DatabasePass.AT_ONCE) / DatabasePass.PER_SECOND + 1);
    try (DatabasePass pass = DatabasePass.begin(store, now)) {
      while (now.isBefore(end)) {
        for (int left = pass.mayRead(now); left > 0 && pass.next().isPresent(); left--) {
          now = now.plus(read);
        }
        now = now.plusMillis(100);
      }
      assertEquals(0, pass.left());
    }
  }

  /** Between two steps of the pass there is other work. */
  @Test
  void aStepOfAPassEndsThoughTheDatabaseIsSlow() {
    for (int i = 0; i < COUNT; i++) {
      holds(i, Role.SERVICE, START.plus(Duration.ofDays(29)));
    }
    readTime = Duration.ofMillis(10);
    maintenance.turn();
    assertEquals(COUNT - DatabasePass.AT_ONCE, maintenance.unread());
    maintenance.turn();
    assertEquals(COUNT - DatabasePass.AT_ONCE - DatabasePass.PER_SECOND, maintenance.unread());
  }

  /** All are due before the next pass that comes by itself, in no order. */
  @Test
  void eachKeyIsRemovedSoonAfterItsEndThoughNotAllAreRemembered() throws Exception {
    for (int i = 0; i < COUNT; i++) {
      Duration life = Duration.ofMinutes(120 + i * 7_919L % 180);
      holds(i, Role.SERVICE, START.plus(life));
    }
    turns(Duration.ofMinutes(119), STEP);
    assertEquals(COUNT, inDatabase());
    for (int minute = 120; minute <= 300; minute++) {
      now = START.plus(Duration.ofMinutes(minute));
      maintenance.turn();
    }
    turns(Duration.ofMinutes(30), STEP);
    assertEquals(0, inDatabase());
    assertEquals(0, maintenance.keys().get(Role.SERVICE));
  }

  /** Only a pass shortly before the end of a key remembers it. */
  @Test
  void aKeyThatEndsLongAfterTheNextPassIsRemovedSoonAfterItsEnd() throws Exception {
    int days = 3;
    for (int day = 1; day <= days; day++) {
      holds(day, Role.SERVICE, START.plus(Duration.ofDays(day)));
    }
    maintenance.turn();
    assertEquals(Optional.empty(), schedule.next());
    for (int day = 1; day <= days; day++) {
      turns(Duration.between(now, START.plus(Duration.ofDays(day))), STEP);
      assertEquals(days - day + 1, inDatabase());
      turns(KeyTimes.REMOVAL_SPREAD.plus(STEP), STEP);
      assertEquals(days - day, inDatabase());
    }
  }

  /** The second start comes in the middle of the first pass. */
  @Test
  void noneIsForgottenOverARestart() throws Exception {
    for (int i = 0; i < COUNT; i++) {
      holds(i, Role.SERVICE, START.plus(Duration.ofHours(1)));
    }
    maintenance.turn();
    assertTrue(maintenance.unread() > 0);
    now = START.plus(Duration.ofHours(2));
    maintenance = started();
    turns(Duration.ofMinutes(2), Duration.ofSeconds(1));
    assertEquals(0, inDatabase());
  }

  /** Four renewals run at once. A crossover that finds no place among them is found again. */
  @Test
  void eachKeyIsRenewedInTime() {
    int count = 3_000;
    for (int i = 0; i < count; i++) {
      holds(i, Role.CLIENT, START.plus(Duration.ofDays(2)));
    }
    turns(Duration.ofDays(2), Duration.ofMinutes(10));
    assertEquals(count, renewals);
  }

  @Test
  void aDatabaseThatFailsInThePassIsReadToTheEndLater() throws Exception {
    for (int i = 0; i < COUNT; i++) {
      holds(i, Role.SERVICE, START.plus(Duration.ofHours(1)));
    }
    maintenance.turn();
    store.failReads(StoreException.Reason.FAILED);
    now = now.plusSeconds(1);
    maintenance.turn();
    long unread = maintenance.unread();
    store.failReads(null);
    now = now.plusSeconds(10);
    maintenance.turn();
    assertEquals(unread, maintenance.unread(), "it pauses");
    now = START.plus(Duration.ofHours(2));
    turns(Duration.ofMinutes(3), Duration.ofSeconds(1));
    assertEquals(0, inDatabase());
    assertEquals(0, maintenance.unread());
  }
}
