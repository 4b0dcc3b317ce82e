package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes of administrators, one at a time. Each has exactly one finding, and to do what the
 * advice says mends it. The table is in target/mistakes.md then. Where the advice is {@code kxover
 * setup}, these tests write what it writes; src/test/sh/advice.sh runs it, in a whole system. Needs
 * root.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MistakesIT {
  private static final Path TABLE = Path.of("target/mistakes.md");

  private final List<String> rows = new ArrayList<>();
  private MistakesWorld world;

  @BeforeAll
  void twoRealms() throws Exception {
    row("mistake", "finding", "advice", "mended");
    row("---", "---", "---", "---");
    world = new MistakesWorld();
  }

  @AfterAll
  void end() throws Exception {
    world.close();
    Files.write(TABLE, rows);
  }

  private void row(String... cells) {
    List<String> words = Stream.of(cells).map(cell -> cell.replace("|", "\\|")).toList();
    rows.add("| " + String.join(" | ", words) + " |");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void oneFindingWhoseAdviceMendsIt(Mistake mistake) throws Exception {
    mistake.make().run();
    List<Finding> found = world.news(mistake.target());
    String text = String.join("\n", MistakesWorld.words(found));
    assertEquals(1, found.size(), "findings: " + text);
    assertTrue(Pattern.compile(mistake.finding()).matcher(text).find(), text);
    String advice = found.get(0).advice();
    assertTrue(Pattern.compile(mistake.advice()).matcher(advice).find(), advice);
    mistake.remedy().follow(advice);
    List<Finding> after = world.news(mistake.target());
    row(mistake.name(), text, advice, after.isEmpty() ? "yes" : "no");
    assertEquals(List.of(), MistakesWorld.words(after), "after \"" + advice + "\"");
  }

  /** In this order: some begin where others ended, and after the last ones no other can begin. */
  Stream<Mistake> oneFindingWhoseAdviceMendsIt() {
    return Stream.of(
            new KdcMistakes(world).all(),
            new KadminMistakes(world).all(),
            new OurDnsMistakes(world).all(),
            new TheirMistakes(world).all(),
            new KeyMistakes(world).all())
        .flatMap(List::stream);
  }
}
