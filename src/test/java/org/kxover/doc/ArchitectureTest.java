package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the classes and packages in doc/ARCHITECTURE.md and its picture exist. */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("kxoverd/java/org/kxover");

  /** A box of the picture: the package in small type, and the class below it in bold type. */
  private static final Pattern BOX =
      Pattern.compile("font-size=\"11\"[^>]*>([a-z.]+)</text>\n<text [^>]*\"600\"[^>]*>(\\w+)<");

  private static final Pattern CLASS = Pattern.compile("`(?:[a-z.]+\\.)?([A-Z]\\w+)`");

  private final Document page = Document.read("ARCHITECTURE.md");

  ArchitectureTest() throws IOException {}

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  @Test
  void thePictureShowsClassesThatExist() throws IOException {
    List<MatchResult> boxes = matches(BOX, Files.readString(Path.of("doc/architecture.svg")));
    assertTrue(boxes.size() > 20, boxes.size() + " boxes");
    for (MatchResult box : boxes) {
      Path file = SOURCES.resolve(box.group(1).replace('.', '/')).resolve(box.group(2) + ".java");
      assertTrue(Files.exists(file), file.toString());
    }
  }

  @Test
  void theTextNamesClassesThatExist() throws IOException {
    Set<String> classes;
    try (Stream<Path> files =
        Stream.concat(Files.walk(SOURCES), Files.walk(Path.of("src/test/java")))) {
      classes =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (MatchResult name : matches(CLASS, page.text())) {
      assertTrue(classes.contains(name.group(1)), name.group(1));
    }
  }

  @Test
  void theTableOfLayersListsEachPackageOnce() throws IOException {
    Set<String> packages;
    try (Stream<Path> folders = Files.walk(SOURCES).filter(Files::isDirectory)) {
      packages =
          folders
              .map(folder -> SOURCES.relativize(folder).toString().replace('/', '.'))
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toCollection(TreeSet::new));
    }
    List<String> listed =
        page.rows().stream()
            .dropWhile(row -> !row.get(0).equals("layer"))
            .skip(1)
            .takeWhile(row -> !row.get(0).equals("term"))
            .flatMap(row -> Stream.of(row.get(1).replace("`", "").split(", ")))
            .toList();
    assertEquals(packages, new TreeSet<>(listed));
    assertEquals(packages.size(), listed.size());
  }

  @Test
  void theGlossaryIsInOrder() {
    List<String> terms =
        page.rows().stream()
            .dropWhile(row -> !row.get(0).equals("term"))
            .skip(1)
            .map(row -> row.get(0))
            .toList();
    assertTrue(terms.size() >= 30, terms.size() + " terms");
    assertEquals(terms.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList(), terms);
  }
}
