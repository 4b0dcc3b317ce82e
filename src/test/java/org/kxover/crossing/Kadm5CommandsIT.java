package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.lab.DyingKadmin;

/**
 * The requests to kxover-kadm5-local in an exchange and in a rollover, by their kinds in
 * kxoverd/c/server.c. {@code W}, {@code S}, {@code +} and {@code -} change the database once each;
 * the others read. Before the users' realm asks, a claim that comes and goes shows whether its
 * database can be written.
 */
@Timeout(300)
class Kadm5CommandsIT {
  @TempDir Path folder;
  private NotedRealms realms;

  @BeforeEach
  void meet() throws Exception {
    realms = new NotedRealms(folder, DyingKadmin::ofProgram, TestKdb::kadm5, Kadm5Store::new);
    realms.tryAllRights();
  }

  @AfterEach
  void part() throws Exception {
    realms.close();
  }

  @Test
  void aFirstKeyIsOneChangeOfEachDatabase() throws Exception {
    realms.ask();
    assertEquals(List.of("g", "g", "+", "-", "g", "W", "g", "s"), realms.programOfA.steps());
    assertEquals(
        List.of("g", "g", "W", "g", "s", "g", "s", "S kxover.1"),
        realms.programOfB.steps(),
        "the last three after the acknowledgement");
  }

  /** The prior key is read, too. The old key's attribute goes with it. */
  @Test
  void aRolloverIsOneChangeOfEachDatabase() throws Exception {
    realms.ask();
    realms.world.pass(KEY_LIFETIME.minus(TICKET_LIFE));
    realms.ask();
    assertEquals(1, realms.programOfA.steps().stream().filter("W"::equals).count());
    assertEquals(1, realms.programOfB.steps().stream().filter("W"::equals).count());
    Set<String> reads = Set.of("g", "s", "k");
    assertEquals(
        List.of("W", "S kxover.2"),
        realms.programOfB.steps().stream().filter(step -> !reads.contains(step)).toList());
    assertEquals(Set.of(2), realms.kdbOfA.entry(A_TO_B).kvnos());
    assertEquals(Set.of(1, 2), realms.kdbOfB.entry(A_TO_B).kvnos());
    assertEquals(
        List.of("kxover", "kxover.2"),
        realms
            .kdbOfA
            .kadmin("getstrs " + A_TO_B)
            .lines()
            .filter(line -> line.startsWith("kxover"))
            .map(line -> line.substring(0, line.indexOf(':')))
            .sorted()
            .toList());
  }
}
