package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.PrincipalName;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.DyingKadmin.Moment;
import org.kxover.lab.DyingKadmin.Target;
import org.kxover.referral.Answer;

/**
 * The requests to kxover-kadm5-local in an exchange and in a rollover, by their kinds in
 * kxoverd/c/server.c. {@code W}, {@code S}, {@code +} and {@code -} change the database once each;
 * the others read. Before the users' realm asks, a claim that comes and goes shows whether its
 * database can be written.
 */
@Timeout(300)
class Kadm5CommandsIT {
  private static final int NEVER = 1_000_000;

  @TempDir Path folder;
  private TestKdb kdbOfA;
  private TestKdb kdbOfB;
  private DyingKadmin programOfA;
  private DyingKadmin programOfB;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    kdbOfA = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    kdbOfB = new TestKdb(folder.resolve("b"), "B.EXAMPLE");
    programOfA = DyingKadmin.ofProgram(kdbOfA.folder);
    programOfB = DyingKadmin.ofProgram(kdbOfB.folder);
    world =
        new TwoRealms(
            folder,
            clock -> new Kadm5Store(A, kdbOfA.kadm5(programOfA), clock),
            clock -> new Kadm5Store(B, kdbOfB.kadm5(programOfB), clock));
    world.databaseOfA.requireWritable(PrincipalName.crossover(TwoRealms.D, A), Optional.empty());
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private void ask() throws Exception {
    for (DyingKadmin program : List.of(programOfA, programOfB)) {
      program.dieAt(NEVER, Moment.BEFORE, Target.KADMIN);
    }
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    world.awaitSessionsEnd();
  }

  @Test
  void aFirstKeyIsOneChangeOfEachDatabase() throws Exception {
    ask();
    assertEquals(List.of("g", "+", "-", "W", "g", "s"), programOfA.steps());
    assertEquals(
        List.of("g", "W", "g", "s", "g", "s", "S kxover.1"),
        programOfB.steps(),
        "the last three after the acknowledgement");
  }

  /** The prior key is read, too. The old key's attribute goes with it. */
  @Test
  void aRolloverIsOneChangeOfEachDatabase() throws Exception {
    ask();
    world.pass(KEY_LIFETIME.minus(TICKET_LIFE));
    ask();
    assertEquals(1, programOfA.steps().stream().filter("W"::equals).count());
    assertEquals(1, programOfB.steps().stream().filter("W"::equals).count());
    Set<String> reads = Set.of("g", "s", "k");
    assertEquals(
        List.of("W", "S kxover.2"),
        programOfB.steps().stream().filter(step -> !reads.contains(step)).toList());
    assertEquals(Set.of(2), kdbOfA.entry(A_TO_B).kvnos());
    assertEquals(Set.of(1, 2), kdbOfB.entry(A_TO_B).kvnos());
    assertEquals(
        List.of("kxover", "kxover.2"),
        kdbOfA
            .kadmin("getstrs " + A_TO_B)
            .lines()
            .filter(line -> line.startsWith("kxover"))
            .map(line -> line.substring(0, line.indexOf(':')))
            .sorted()
            .toList());
  }
}
