package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for administrators are short, and their commands agree. */
class UserPagesTest {
  private static final int README_LINES = 110;
  private static final int SENTENCE_WORDS = 25;

  /** A fenced block of commands. It can be indented, in an item of a list. */
  private static final Pattern COMMANDS = Pattern.compile("(?ms)^ *```sh\n(.*?)^ *```$");

  private static List<String> commands(String text) {
    return COMMANDS
        .matcher(text)
        .results()
        .flatMap(block -> block.group(1).lines())
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void readmeFitsOnTwoScreens() throws IOException {
    int lines = Files.readAllLines(Path.of("README.md")).size();
    assertTrue(lines <= README_LINES, lines + " lines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONTRIBUTING.md",
        "README.md",
        "doc/CLIENTS.md",
        "doc/CONFORMANCE.md",
        "doc/CONTAINER.md",
        "doc/DNS.md",
        "doc/INSTALL.md",
        "doc/MONITORING.md",
        "doc/OPERATE.md",
        "doc/PERFORMANCE.md",
        "doc/PRIVACY.md",
        "doc/PROTOCOL.md",
        "doc/REFERENCE.md",
        "doc/RELEASING.md",
        "doc/RUNBOOKS.md",
        "doc/SCALE.md",
        "doc/SERVICES.md",
        "doc/SEVERAL-KDCS.md",
        "doc/STORES.md",
        "doc/SUPPORT.md",
        "doc/THREATS.md",
        "krb5-patch/README.md"
      })
  void sentencesAreShort(String page) throws IOException {
    List<String> sentences = Prose.sentences(Files.readString(Path.of(page)));
    assertTrue(sentences.size() > 25, sentences.size() + " sentences");
    assertEquals(
        List.of(),
        sentences.stream().filter(sentence -> Prose.words(sentence) > SENTENCE_WORDS).toList());
  }

  @Test
  void aSentenceEndsAtItsStopAndWithItsItemOrCell() {
    assertEquals(
        List.of("A b code c.", "D e:", "f g", "h", "i j."),
        Prose.sentences(
                """
                # Not this
                A b `x y z` c. D
                [e](z.md):
                - f
                  g

                      code here

                | h | i **j**. |
                |---|---|
                ```sh
                k l
                ```
                """)
            .stream()
            .filter(sentence -> !sentence.isEmpty())
            .toList());
    assertEquals(3, Prose.words("one, two — three"));
  }

  /** The README has the five steps in short, and the installation page with their output. */
  @Test
  void theStepsOfReadmeAreThoseOfTheInstallationPage() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    List<String> steps = commands(readme.split("(?m)^## Install it$")[1].split("(?m)^## ")[0]);
    assertTrue(steps.size() >= 4, steps::toString);
    List<String> all = commands(Files.readString(Path.of("doc/INSTALL.md")));
    assertTrue(Collections.indexOfSubList(all, steps) >= 0, () -> steps + " are not in " + all);
  }

  /** Otherwise systemd starts it again at the next question of the KDC. */
  @Test
  void kxoverdIsStoppedTogetherWithItsSocket() throws IOException {
    List<String> stops = new ArrayList<>();
    try (DirectoryStream<Path> pages = Files.newDirectoryStream(Path.of("doc"), "*.md")) {
      for (Path page : pages) {
        Files.readAllLines(page).stream()
            .filter(line -> line.matches(".*systemctl (stop|disable).* kxoverd\\b.*"))
            .forEach(line -> stops.add(page + ": " + line.strip()));
      }
    }
    assertFalse(stops.isEmpty());
    assertEquals(
        List.of(),
        stops.stream().filter(line -> !line.contains("kxoverd.socket kxoverd")).toList());
  }
}
