package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.config.KeySettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Events;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.DyingKadmin.Moment;
import org.kxover.lab.DyingKadmin.Target;
import org.kxover.lab.FaultTable;
import org.kxover.lab.ShortForm;
import org.kxover.lifecycle.KeyMaintenance;
import org.kxover.lifecycle.KeyRenewer;
import org.kxover.lifecycle.Schedule;
import org.kxover.referral.Answer;

/**
 * kadmin dies at each step of an exchange, of a rollover and of the removal of expired keys, on
 * either side, before the step or after it. The number of steps is found by trying until a step is
 * not reached. After each failure the next user must be served.
 */
@Timeout(600)
class DyingKadminIT {
  private static final Duration EXCHANGE_TO_ROLLOVER = KEY_LIFETIME.minus(TICKET_LIFE);
  private static final Duration PAST_ALL_RETRIES = Duration.ofHours(2);

  /** By the program that dies. */
  private static final Map<String, FaultTable> TABLES = new TreeMap<>();

  private static final KeyRenewer NOTHING_IS_RENEWED =
      new KeyRenewer() {
        @Override
        public Optional<String> objection(Realm service) {
          return Optional.empty();
        }

        @Override
        public CompletableFuture<?> renew(PrincipalName name, int kvno) {
          throw new AssertionError("the setting renewal says never");
        }
      };

  @TempDir Path folder;
  private TestKdb kdbOfA;
  private TestKdb kdbOfB;
  private DyingKadmin kadminOfA;
  private DyingKadmin kadminOfB;
  private TwoRealms world;
  private Duration passed = Duration.ZERO;

  @BeforeEach
  void meet() throws Exception {
    kdbOfA = database(folder.resolve("a"), "A.EXAMPLE");
    kdbOfB = database(folder.resolve("b"), "B.EXAMPLE");
    kadminOfA = dying(kdbOfA.folder);
    kadminOfB = dying(kdbOfB.folder);
    world =
        new TwoRealms(
            folder,
            clock -> store(A, kdbOfA, kadminOfA, clock),
            clock -> store(B, kdbOfB, kadminOfB, clock));
  }

  /** Another test has another library. */
  TestKdb database(Path files, String realm) throws Exception {
    return new TestKdb(files, realm);
  }

  private FaultTable table() {
    return TABLES.computeIfAbsent(program(), FaultTable::new);
  }

  /** Another test lets another program die. */
  String program() {
    return "kadmin";
  }

  /** So many steps, or more, has an exchange or a rollover on either side. */
  int leastSteps() {
    return 9;
  }

  DyingKadmin dying(Path files) throws Exception {
    return new DyingKadmin(files);
  }

  CrossoverStore store(Realm realm, TestKdb kdb, DyingKadmin dying, InstantSource clock) {
    return new KadminStore(realm, kdb.settings(dying), clock);
  }

  @AfterAll
  static void tell() throws Exception {
    for (FaultTable table : TABLES.values()) {
      table.write();
    }
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private interface Action {
    void run() throws Exception;
  }

  private interface Ask {
    String run() throws Exception;
  }

  /**
   * Lets {@code act} fail at its first step, its second and so on to its last. A short run tries
   * only some of the steps.
   *
   * @return the number of steps
   */
  private int dieAtEachStep(
      String phase, String side, Moment moment, Action before, Ask act, Action after)
      throws Exception {
    DyingKadmin kadmin = side.equals("A") ? kadminOfA : kadminOfB;
    ShortForm form = ShortForm.KADMIN_FAULTS;
    for (int step = form.first(form.oneIn()); ; step += form.oneIn()) {
      before.run();
      kadmin.dieAt(step, moment, Target.KADMIN);
      String outcome = act.run();
      boolean died = kadmin.hasDied();
      kadmin.disarm();
      if (!died) {
        return kadmin.steps().size();
      }
      after.run();
      table()
          .add(
              program() + " of " + side,
              phase,
              (step + 1) + ": " + kadmin.steps().get(step),
              "killed " + moment.name().toLowerCase(Locale.ROOT) + " it",
              outcome,
              "served");
      // Reset the clock, so that it does not leave the range of times that the database can store.
      world.pass(passed.negated());
      passed = Duration.ZERO;
    }
  }

  private String ask() throws Exception {
    String outcome = words(world.ask());
    // B's last steps come after its answer.
    world.awaitSessionsEnd();
    return outcome;
  }

  private void pass(Duration time) {
    world.pass(time);
    passed = passed.plus(time);
  }

  /** The answer without names and numbers, which differ from run to run. */
  private static String words(Answer answer) {
    return answer.result() == Answer.Result.REFERRAL
        ? "served"
        : answer.result() + ": " + answer.reason().replaceAll(":.*", "");
  }

  private void assertServed() throws Exception {
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
  }

  /** A's users are served again with a key that both realms have, and B keeps its older keys. */
  private void assertRepaired() throws Exception {
    assertServed();
    List<String> ofA = kdbOfA.keys(A_TO_B);
    assertFalse(ofA.isEmpty());
    assertTrue(kdbOfB.keys(A_TO_B).containsAll(ofA), ofA.toString());
  }

  /** Remains of failed changes are removed when their time is over. */
  private void assertNothingLeftAfterTheEnd() throws Exception {
    pass(KEY_LIFETIME.plusDays(1));
    maintenance(A, world.databaseOfA).turn();
    maintenance(B, world.databaseOfB).turn();
    assertNothingLeft();
  }

  private void assertNothingLeft() throws Exception {
    for (TestKdb kdb : List.of(kdbOfA, kdbOfB)) {
      String principals = kdb.kadmin("listprincs");
      assertFalse(principals.contains(A_TO_B.toString()), principals);
    }
  }

  private KeyMaintenance maintenance(Realm realm, CrossoverStore store) {
    return new KeyMaintenance(
        LocalRealm.of(
            TestSettings.of(realm).with(KeySettings.RENEWAL, Renewal.NEVER),
            store,
            world.clock,
            Events.none(),
            address -> false),
        new Schedule(world.clock),
        NOTHING_IS_RENEWED,
        new Random(1));
  }

  @ParameterizedTest
  @CsvSource({"A,BEFORE", "A,AFTER", "B,BEFORE", "B,AFTER"})
  void inAnExchange(String side, Moment moment) throws Exception {
    int steps =
        dieAtEachStep(
            "exchange",
            side,
            moment,
            () -> {},
            this::ask,
            () -> {
              assertRepaired();
              assertNothingLeftAfterTheEnd();
            });
    assertTrue(steps >= leastSteps(), steps + " steps");
  }

  @ParameterizedTest
  @CsvSource({"A,BEFORE", "A,AFTER", "B,BEFORE", "B,AFTER"})
  void inARollover(String side, Moment moment) throws Exception {
    int steps =
        dieAtEachStep(
            "rollover",
            side,
            moment,
            () -> {
              assertServed();
              pass(EXCHANGE_TO_ROLLOVER);
            },
            this::ask,
            () -> {
              assertRepaired();
              assertTrue(
                  kdbOfB.keys(A_TO_B).stream().anyMatch(key -> key.trim().startsWith("1 ")),
                  "tickets under the old key are still valid");
              assertNothingLeftAfterTheEnd();
            });
    assertTrue(steps >= leastSteps(), steps + " steps");
  }

  @ParameterizedTest
  @CsvSource({"A,BEFORE", "A,AFTER", "B,BEFORE", "B,AFTER"})
  void atTheEndOfKeys(String side, Moment moment) throws Exception {
    KeyMaintenance[] maintenances = new KeyMaintenance[2];
    int steps =
        dieAtEachStep(
            "end of keys",
            side,
            moment,
            () -> {
              assertServed();
              pass(EXCHANGE_TO_ROLLOVER);
              assertServed();
              pass(KEY_LIFETIME.minus(EXCHANGE_TO_ROLLOVER));
              maintenances[0] = maintenance(A, world.databaseOfA);
              maintenances[1] = maintenance(B, world.databaseOfB);
            },
            () -> {
              for (KeyMaintenance maintenance : maintenances) {
                maintenance.turn();
              }
              return "(nobody)";
            },
            () -> {
              assertServed();
              pass(KEY_LIFETIME.plus(PAST_ALL_RETRIES));
              for (KeyMaintenance maintenance : maintenances) {
                maintenance.turn();
              }
              assertNothingLeft();
            });
    assertTrue(steps >= 3, steps + " steps");
  }
}
