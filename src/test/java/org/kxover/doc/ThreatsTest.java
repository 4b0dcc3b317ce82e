package org.kxover.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Checks that doc/THREATS.md names an existing test for each threat, or says that there is no
 * defence.
 */
class ThreatsTest {
  private static final Path TESTS = Path.of("src/test/java/org/kxover");
  private static final Pattern REFERENCE = Pattern.compile("`(\\w+(?:IT|Test))#(\\w+)`");

  private final Document document;

  ThreatsTest() throws IOException {
    document = Document.read("THREATS.md");
  }

  /** The full names of all test classes, by simple name. */
  private static Map<String, String> classes() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .map(file -> Path.of("src/test/java").relativize(file).toString())
          .filter(file -> file.matches(".*(IT|Test)\\.java"))
          .map(file -> file.replace(".java", "").replace('/', '.'))
          .collect(
              Collectors.toMap(name -> name.substring(name.lastIndexOf('.') + 1), name -> name));
    }
  }

  private static boolean hasTest(String className, String method) throws ClassNotFoundException {
    Class<?> testClass = Class.forName(className, false, ThreatsTest.class.getClassLoader());
    return Stream.of(testClass.getDeclaredMethods())
        .filter(declared -> declared.getName().equals(method))
        .anyMatch(
            declared ->
                declared.isAnnotationPresent(Test.class)
                    || declared.isAnnotationPresent(ParameterizedTest.class));
  }

  /** Checks methods and their annotations, because a method without annotation never runs. */
  @Test
  void everyTestThatIsNamedExists() throws Exception {
    Map<String, String> classes = classes();
    Set<String> missing = new TreeSet<>();
    int count = 0;
    for (Matcher named = REFERENCE.matcher(document.text()); named.find(); count++) {
      String className = classes.get(named.group(1));
      if (className == null || !hasTest(className, named.group(2))) {
        missing.add(named.group());
      }
    }
    assertEquals(Set.of(), missing);
    assertTrue(count > 100, count + " references");
  }

  @Test
  void everyThreatHasATestOrIsSaidNotToBeHeldOff() {
    String threats = document.text().substring(document.text().indexOf("\n## A stranger"));
    List<List<String>> bare =
        new Document(threats)
            .rows().stream()
                .filter(row -> !row.get(2).equals("proved by"))
                .filter(row -> !REFERENCE.matcher(row.get(2)).find())
                .filter(row -> !row.get(1).contains("*Not "))
                .toList();
    assertEquals(List.of(), bare);
  }
}
