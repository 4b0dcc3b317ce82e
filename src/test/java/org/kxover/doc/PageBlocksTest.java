package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each block of commands of README and of the installation pages has a script that runs it as it
 * stands, or a reason why none does. The scripts fail if they have not run their blocks.
 */
class PageBlocksTest {
  private static final Path SCRIPTS = Path.of("src/test/sh");
  private static final List<String> PAGES =
      List.of("README.md", "doc/INSTALL.md", "doc/CONTAINER.md");

  /** The output of commands has no row: the scripts compare it. */
  private static final String OUTPUT = "output";

  private static final Map<String, String> KINDS =
      Map.of("sh", "commands", "conf", "lines", "text", OUTPUT, "", "picture");

  private static final Pattern FENCE = Pattern.compile(" *```(.*)");
  private static final Pattern HEADING = Pattern.compile("#+ (.*)");
  private static final Pattern INDENTED = Pattern.compile(" {4,}\\S.*");

  /** A block, as the list of blocks names it. */
  private record Block(String page, String heading, String kind, int number) {
    String words() {
      return String.join(" | ", page, heading, kind, Integer.toString(number));
    }
  }

  private static List<Block> blocks(String page, String text) {
    List<Block> blocks = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    String heading = "";
    boolean inside = false;
    for (String line : text.lines().toList()) {
      Matcher fence = FENCE.matcher(line);
      Matcher title = HEADING.matcher(line);
      if (fence.matches()) {
        inside = !inside;
        if (inside) {
          String kind = KINDS.getOrDefault(fence.group(1), "unknown: " + fence.group(1));
          blocks.add(new Block(page, heading, kind, numbers.merge(kind, 1, Integer::sum)));
        }
      } else if (!inside && title.matches()) {
        heading = title.group(1);
        numbers.clear();
      } else if (!inside && INDENTED.matcher(line).matches()) {
        blocks.add(new Block(page, heading, "without a fence", numbers.merge("", 1, Integer::sum)));
      }
    }
    return blocks;
  }

  private static List<Block> blocks(String page) throws IOException {
    return blocks(page, Files.readString(Path.of(page)));
  }

  /** The rows of the list: a block, and a script or the reason why there is none. */
  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new HashMap<>();
    for (String line : Files.readAllLines(SCRIPTS.resolve("page-blocks.txt"))) {
      if (!line.startsWith("#")) {
        int last = line.lastIndexOf(" | ");
        assertEquals(null, rows.put(line.substring(0, last), line.substring(last + 3)), line);
      }
    }
    return rows;
  }

  private static List<String> scripts() throws IOException {
    return rows().values().stream().filter(who -> !who.startsWith("nobody: ")).distinct().toList();
  }

  @Test
  void eachBlockHasItsScriptOrAReason() throws IOException {
    List<String> found = new ArrayList<>();
    for (String page : PAGES) {
      blocks(page).stream()
          .filter(block -> !block.kind().equals(OUTPUT))
          .map(Block::words)
          .forEach(found::add);
    }
    assertTrue(found.size() > 25, found::toString);
    assertEquals(rows().keySet().stream().sorted().toList(), found.stream().sorted().toList());
  }

  /** The word of a script that it ran all its blocks. */
  @ParameterizedTest
  @MethodSource("scripts")
  void theScriptFailsIfItHasNotRunAllOfThem(String script) throws IOException {
    String text = Files.readString(SCRIPTS.resolve(script));
    assertTrue(text.contains("\nevery_block_ran " + script + "\n"), script);
    assertTrue(Files.readString(Path.of("Makefile")).contains("src/test/sh/" + script), script);
  }

  /** Otherwise nothing compares it. */
  @Test
  void outputComesAfterCommands() throws IOException {
    for (String page : PAGES) {
      String before = "";
      for (Block block : blocks(page)) {
        if (block.kind().equals(OUTPUT)) {
          assertTrue(before.equals("commands " + block.heading()), block::words);
        }
        before = block.kind() + " " + block.heading();
      }
    }
  }

  @Test
  void aBlockOfAnyFormIsFound() {
    assertEquals(
        List.of(
            "p | A | commands | 1",
            "p | A | unknown: bash | 1",
            "p | B | commands | 1",
            "p | B | commands | 2",
            "p | B | without a fence | 1"),
        blocks(
                "p",
                """
                # A
                ```sh
                # not a heading
                ```
                ```bash
                b
                ```
                ## B
                1. c
                   ```sh
                   d
                   ```
                ```sh
                e
                ```

                    f
                """)
            .stream()
            .map(Block::words)
            .toList());
  }
}
