package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.DyingKadmin.Moment;
import org.kxover.lab.DyingKadmin.Target;
import org.kxover.referral.Answer;

/**
 * The kadmin commands of an exchange and of a rollover, with real kadmin.local. Each command makes
 * a waiting user wait longer, so this test lists them all. A key takes eight commands at most.
 * Before it, one command looks whether all realms are blocked. At the users' realm, two commands
 * try whether its database can be written, and one looks for a block again. The first crossing of a
 * minute takes two more, which try all rights.
 */
@Timeout(300)
class CommandsIT {
  private static final int MOST_FOR_A_KEY = 8;
  private static final int AFTER_THE_ACKNOWLEDGEMENT = 3;

  /** Looks whether all realms are blocked. */
  private static final String BLOCK_OF_ALL = "get_principal";

  private static final List<String> WRITE_TEST = List.of("add_principal", "delete_principal");

  private static final List<String> TEST_OF_ALL_RIGHTS =
      List.of("add_principal", "set_string kxover.test", "change_password", "delete_principal");

  @TempDir Path folder;
  private NotedRealms realms;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    realms = new NotedRealms(folder, DyingKadmin::new, TestKdb::settings, KadminStore::new);
    world = realms.world;
  }

  @AfterEach
  void part() throws Exception {
    realms.close();
  }

  /** The commands without the password lines that they ask for. */
  private static List<String> commands(DyingKadmin kadmin) throws Exception {
    return kadmin.steps().stream().filter(step -> !step.equals("(a password)")).toList();
  }

  /**
   * The commands of A for the first key of its database.
   *
   * @param test those that try the database
   */
  private static List<String> firstKey(int kvno, List<String> test) {
    List<String> commands = new ArrayList<>(List.of("get_principal", BLOCK_OF_ALL));
    commands.addAll(test);
    commands.addAll(
        List.of(
            BLOCK_OF_ALL,
            "add_principal",
            "set_string kxover",
            "set_string kxover." + kvno,
            "set_string session_enctypes",
            "get_principal",
            "get_strings",
            "modify_principal"));
    return commands;
  }

  @Test
  void aFirstKeyTakesAtMostEightAtEachSideWhileTheUserWaits() throws Exception {
    realms.tryAllRights();
    realms.ask();
    List<String> ofA = commands(realms.programOfA);
    List<String> ofB = commands(realms.programOfB);
    assertEquals(firstKey(1, WRITE_TEST), ofA);
    assertEquals(
        List.of(
            "get_principal",
            BLOCK_OF_ALL,
            "add_principal",
            "set_string kxover",
            "set_string kxover.1",
            "get_principal",
            "get_strings",
            "modify_principal",
            "get_principal",
            "get_strings",
            "set_string kxover.1"),
        ofB,
        "the last three after the acknowledgement");
    assertTrue(ofA.size() - 2 - WRITE_TEST.size() <= MOST_FOR_A_KEY, ofA.toString());
    assertTrue(ofB.size() - 1 - AFTER_THE_ACKNOWLEDGEMENT <= MOST_FOR_A_KEY, ofB.toString());
  }

  @Test
  void theFirstOfAMinuteTriesAllRights() throws Exception {
    realms.ask();
    assertEquals(firstKey(1, TEST_OF_ALL_RIGHTS), commands(realms.programOfA));
    world.databaseOfA.delete(A_TO_B);
    world.pass(Duration.ofSeconds(59));
    realms.ask();
    assertEquals(firstKey(2, WRITE_TEST), commands(realms.programOfA));
    world.databaseOfA.delete(A_TO_B);
    world.pass(Duration.ofSeconds(1));
    realms.ask();
    assertEquals(firstKey(3, TEST_OF_ALL_RIGHTS), commands(realms.programOfA));
  }

  @Test
  void theNextUserNeedsOnlyReads() throws Exception {
    realms.ask();
    realms.ask();
    assertEquals(List.of("get_principal", "get_strings"), commands(realms.programOfA));
    assertEquals(List.of(), commands(realms.programOfB));
  }

  /** A fault of the database costs the other realm one key, and not one for each question. */
  @Test
  void aWriteThatFailsHasTheDatabaseTriedAgain() throws Exception {
    realms.tryAllRights();
    // The test of the database takes two steps, and a new principal with its password takes two.
    realms.programOfA.dieAt(8, Moment.BEFORE, Target.KADMIN);
    assertEquals(Answer.Result.FAILED, world.ask().result());
    assertEquals(
        List.of(
            "get_principal",
            BLOCK_OF_ALL,
            "add_principal",
            "delete_principal",
            BLOCK_OF_ALL,
            "add_principal",
            "set_string kxover"),
        commands(realms.programOfA));
    realms.ask();
    assertTrue(
        commands(realms.programOfA).containsAll(TEST_OF_ALL_RIGHTS),
        commands(realms.programOfA).toString());
  }

  /** These stores give out no keys, so no prior key is mixed in. */
  @Test
  void aRollover() throws Exception {
    realms.ask();
    world.pass(KEY_LIFETIME.minus(TICKET_LIFE));
    realms.ask();
    assertEquals(
        List.of(
            "get_principal",
            "get_strings",
            BLOCK_OF_ALL,
            "get_principal",
            "get_strings",
            "add_principal",
            "set_string kxover.test",
            "change_password",
            "delete_principal",
            BLOCK_OF_ALL,
            "get_principal",
            "get_strings",
            "set_string kxover.2",
            "set_string session_enctypes",
            "change_password",
            "get_principal",
            "get_strings",
            "modify_principal",
            "get_principal"),
        commands(realms.programOfA));
    assertEquals(
        List.of(
            "get_principal",
            "get_strings",
            BLOCK_OF_ALL,
            "get_principal",
            "get_strings",
            "set_string kxover.2",
            "modify_principal",
            "get_principal",
            "change_password",
            "get_principal",
            "get_strings",
            "get_principal",
            "get_strings",
            "set_string kxover.2"),
        commands(realms.programOfB));
  }
}
