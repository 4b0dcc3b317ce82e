package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kxover.event.FailureReason;

/** Checks that the log lines and errors that doc/ADMIN.md explains exist in the source. */
class AdminTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("kxoverd/java/org/kxover"), Path.of("krb5-patch"));

  private final Document document;

  AdminTest() throws IOException {
    document = Document.read("ADMIN.md");
  }

  /** The first column of the table under {@code heading}, without backticks. */
  private List<String> linesOf(String heading) {
    String[] parts = document.text().split("(?m)^### " + heading + "$");
    assertEquals(2, parts.length, heading);
    List<List<String>> rows = new Document(parts[1].split("(?m)^#+ ")[0]).rows();
    return rows.stream()
        .skip(1)
        .map(row -> row.get(0).replaceAll("^`(.*)`$", "$1"))
        .collect(Collectors.toList());
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path folder : SOURCES) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|c)")).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  /** The lines that no source file contains. An ellipsis in a line matches any text. */
  private static List<String> missing(List<String> lines) throws IOException {
    String sources = sources();
    return lines.stream()
        .filter(
            line ->
                !Stream.of(line.split("…"))
                    .filter(words -> !words.isBlank())
                    .map(Pattern::quote)
                    .collect(
                        Collectors.collectingAndThen(
                            Collectors.joining("[^\\n]{1,60}"), Pattern::compile))
                    .matcher(sources)
                    .find())
        .toList();
  }

  @Test
  void everyFailureReasonIsExplainedOnceInOrder() {
    assertEquals(
        Stream.of(FailureReason.values()).map(FailureReason::toString).toList(),
        linesOf("Why there is no key"));
  }

  @Test
  void errorsOfKadminExist() throws Exception {
    List<String> lines = linesOf("kadmin");
    assertTrue(lines.size() > 5, lines::toString);
    assertEquals(List.of(), missing(lines));
  }

  @Test
  void otherLinesExist() throws Exception {
    List<String> lines = linesOf("Other lines");
    assertTrue(lines.size() > 15, lines::toString);
    assertEquals(List.of(), missing(lines));
  }
}
