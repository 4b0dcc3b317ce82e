package org.kxover.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kxover.doc.Document;

/** Tests the comparison with a suite of our own. {@code make conformance} runs those of others. */
class ConformanceTest {
  private static final String PAGE =
      """
      | suite | cases | they | we | reason |
      |---|---|---|---|---|
      | Toy | `first, se*d` | accepted | refused | It is too old. |
      | Toy | `never` | accepted | refused | It is not there. |
      | Toy | `bare` | accepted | refused | |
      """;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Conformance conformance =
      new Conformance(
          Differences.of(new Document(PAGE)),
          new PrintStream(printed, true, StandardCharsets.UTF_8));

  private record Toy(List<Comparison> run) implements Suite {
    @Override
    public String title() {
      return "Toy";
    }

    @Override
    public String sourcePackage() {
      return "toy";
    }

    @Override
    public List<Comparison> run(Path folder) {
      return run;
    }
  }

  private void compare(Comparison... comparisons) throws Exception {
    conformance.compare(new Toy(List.of(comparisons)), Path.of("/any/source-toy_1.0-2"));
  }

  private static Comparison of(String name, String theirs, String ours) {
    return new Comparison(name, theirs, ours, "our words");
  }

  @Test
  void differencesOfTheTableAreExplained() throws Exception {
    compare(
        of("any", "accepted", "accepted"),
        of("first", "accepted", "refused"),
        of("second", "accepted", "refused"));
    assertEquals(0, conformance.unexplained());
    assertEquals("| Toy | toy_1.0-2 | 3 | 1 | 2 | 0 |", conformance.lastRow());
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("no case needs this row"));
  }

  @Test
  void otherDifferencesAreNotExplained() throws Exception {
    compare(
        of("first", "refused", "accepted"),
        of("third", "accepted", "refused"),
        of("bare", "accepted", "refused"));
    assertEquals(3, conformance.unexplained());
    assertTrue(
        printed
            .toString(StandardCharsets.UTF_8)
            .contains("Toy: third: they: accepted, we: refused: our words"));
  }

  @Test
  void aSuiteWithoutCasesIsAnError() {
    assertThrows(IOException.class, this::compare);
  }

  @Test
  void eachRowOfThePageIsAboutASuiteAndHasAReason() throws Exception {
    List<Differences.Row> rows = Differences.read().rows();
    assertFalse(rows.isEmpty());
    List<String> titles =
        Conformance.suites().stream().map(Suite::title).collect(Collectors.toList());
    assertEquals(
        List.of(),
        rows.stream()
            .filter(row -> !titles.contains(row.suite()) || row.reason().isEmpty())
            .toList());
  }
}
