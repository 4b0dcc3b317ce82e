package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;

/** What the guard remembers for a second. Runs its C code without a KDC, on a clock of its own. */
class RecentNamesIT {
  private static final long SECOND = 1_000_000_000L;

  @TempDir static Path folder;
  private static String driver;

  @BeforeAll
  static void compile() throws Exception {
    driver = new NativeBuild(folder).recentDriver().toString();
  }

  @Test
  void aNameIsThereForASecond() throws Exception {
    assertEquals(
        List.of("no", "yes", "yes", "no"),
        run(
            "at " + SECOND,
            "has A.EXAMPLE alice",
            "keep A.EXAMPLE alice",
            "has A.EXAMPLE alice",
            "at " + (2 * SECOND - 1),
            "has A.EXAMPLE alice",
            "at " + 2 * SECOND,
            "has A.EXAMPLE alice"));
  }

  /** A name that is cut in other places is another name. */
  @Test
  void onlyTheWholeNameIsFound() throws Exception {
    assertEquals(
        List.of("no", "no", "no", "no", "no", "yes"),
        run(
            "at " + SECOND,
            "keep A.EXAMPLE alice admin",
            "has A.EXAMPLE alice",
            "has A.EXAMPLE alice/admin",
            "has B.EXAMPLE alice admin",
            "has A.EXAMPLE aliceadmin ",
            "has A.EXAMPLE alice admin ",
            "has A.EXAMPLE alice admin"));
    assertEquals(
        List.of("no", "no", "yes"),
        run(
            "at " + SECOND,
            "keep-pair www.b.example B.EXAMPLE",
            "has-pair www.b.example C.EXAMPLE",
            "has-pair www.b.exampleB .EXAMPLE",
            "has-pair www.b.example B.EXAMPLE"));
  }

  @Test
  void aLongNameIsNeverKept() throws Exception {
    String longest = "a".repeat(208 - 2 - 2 - "A.EXAMPLE".length());
    assertEquals(
        List.of("yes", "no", "no"),
        run(
            "at " + SECOND,
            "keep A.EXAMPLE " + longest,
            "has A.EXAMPLE " + longest,
            "keep A.EXAMPLE " + longest + "a",
            "has A.EXAMPLE " + longest + "a",
            "keep-pair " + longest + " A.EXAMPLEX",
            "has-pair " + longest + " A.EXAMPLEX"));
  }

  @Test
  void withoutAClockNothingIsKeptOrFound() throws Exception {
    assertEquals(
        List.of("no", "no"),
        run(
            "keep A.EXAMPLE alice",
            "at " + SECOND,
            "has A.EXAMPLE alice",
            "keep A.EXAMPLE alice",
            "at 0",
            "has A.EXAMPLE alice"));
  }

  /** More names than places: each answer is right, and some names are there. */
  @Test
  void manyNamesTakeEachOthersPlaces() throws Exception {
    String commands =
        IntStream.range(0, 5000)
            .mapToObj(
                n -> "keep A.EXAMPLE u" + n + "\nhas A.EXAMPLE u" + n + "\nhas A.EXAMPLE v" + n)
            .collect(Collectors.joining("\n"));
    List<String> answers = run("at " + SECOND, commands);
    assertEquals(10_000, answers.size());
    for (int n = 0; n < answers.size(); n++) {
      assertEquals(n % 2 == 0 ? "yes" : "no", answers.get(n), "answer " + n);
    }
  }

  /** Fewer names than places hardly ever take each other's. */
  @Test
  void aHundredHostsAreThereTogether() throws Exception {
    String keep = eachHost("keep-pair");
    String has = eachHost("has-pair");
    // Kept again, a name does not take a second place.
    List<String> answers = run("at " + SECOND, keep, keep, "at " + (SECOND + 1), keep, has);
    assertEquals(100, answers.size());
    assertTrue(answers.stream().filter("yes"::equals).count() >= 98, answers::toString);
  }

  private static String eachHost(String command) {
    return IntStream.range(0, 100)
        .mapToObj(n -> "%s h%d.b.example B.EXAMPLE".formatted(command, n))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> run(String... commands) throws Exception {
    return new LabCommand(folder, driver)
        .input(String.join("\n", commands) + "\n")
        .run()
        .lines()
        .toList();
  }
}
