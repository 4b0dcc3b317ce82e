package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The results of all injected faults as one Markdown table in {@code target/faults.md}. Each test
 * writes its own part. Each write joins the parts that exist.
 */
public final class FaultTable {
  private static final Path PARTS = Path.of("target/faults").toAbsolutePath();
  private static final Path WHOLE = Path.of("target/faults.md").toAbsolutePath();
  private static final String HEAD =
      """
      | What fails | Phase | Step | Fault | Result of this request | Result of the next request |
      |---|---|---|---|---|---|
      """;

  private final Path part;
  private final List<String> rows = new ArrayList<>();

  /**
   * @param name of the part's file
   */
  public FaultTable(String name) {
    part = PARTS.resolve(name + ".md");
  }

  /**
   * @param component what fails
   * @param atOnce the result of the request during which it failed
   * @param next the result of the request after that
   */
  public void add(
      String component, String phase, String step, String fault, String atOnce, String next) {
    List<String> cells =
        Stream.of(component, phase, step, fault, atOnce, next)
            .map(cell -> cell.strip().replace('\n', ' ').replace("|", "\\|"))
            .toList();
    rows.add("| " + String.join(" | ", cells) + " |\n");
  }

  /**
   * Writes this part and the whole table.
   *
   * @return the file with the whole table
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
