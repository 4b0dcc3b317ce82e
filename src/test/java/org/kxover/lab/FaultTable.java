package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of every fault that was tried, as one table in Markdown. Each test has a part of it,
 * and whichever ends puts the parts together that there are.
 */
public final class FaultTable {
  private static final Path PARTS = Path.of("target/faults").toAbsolutePath();
  private static final Path WHOLE = Path.of("target/faults.md").toAbsolutePath();
  private static final String HEAD =
      """
      | What fails | Phase | Step | Fault | Whoever asked then | Whoever asks next |
      |---|---|---|---|---|---|
      """;

  private final Path part;
  private final List<String> rows = new ArrayList<>();

  /**
   * @param name of the part
   */
  public FaultTable(String name) {
    part = PARTS.resolve(name + ".md");
  }

  /**
   * @param victim what fails
   * @param atOnce what came of the request in which it failed
   * @param next what came of the one after it
   */
  public void add(
      String victim, String phase, String step, String fault, String atOnce, String next) {
    List<String> cells =
        Stream.of(victim, phase, step, fault, atOnce, next)
            .map(cell -> cell.strip().replace('\n', ' ').replace("|", "\\|"))
            .toList();
    rows.add("| " + String.join(" | ", cells) + " |\n");
  }

  /**
   * Writes the part as it is.
   *
   * @return where the whole table is
   */
  public Path write() throws IOException {
    Files.createDirectories(PARTS);
    Files.writeString(part, String.join("", rows));
    StringBuilder whole = new StringBuilder(HEAD);
    try (Stream<Path> parts = Files.list(PARTS)) {
      for (Path each : parts.sorted().toList()) {
        whole.append(Files.readString(each));
      }
    }
    return Files.writeString(WHOLE, whole);
  }
}
